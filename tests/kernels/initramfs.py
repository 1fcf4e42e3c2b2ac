# SPDX-License-Identifier: Apache-2.0
"""Writes a cpio archive (newc) that a kernel takes as its first root."""

import lzma
import os
import re
import shutil
import stat
import subprocess

from packages import Unavailable, run


class Archive:
    """Files as they shall be in the guest. Every entry is root's and of the same time, so that the
    same input gives the same bytes."""

    def __init__(self):
        self.parts = []
        self.folders = {""}
        self.files = set()

    def _entry(self, path, mode, data, device=(0, 0)):
        name = path.encode() + b"\0"
        fields = [len(self.parts) + 1, mode, 0, 0, 1, 0, len(data), 0, 0, *device, len(name), 0]
        head = b"070701" + b"".join(b"%08X" % field for field in fields) + name
        padded = data + bytes(-len(data) % 4)
        self.parts.append(head + bytes(-len(head) % 4) + padded)

    def folder(self, path, mode=0o755):
        path = path.strip("/")
        if path not in self.folders:
            self.folder(os.path.dirname(path))
            self.folders.add(path)
            self._entry(path, stat.S_IFDIR | mode, b"")

    def _leaf(self, path, mode, data, device=(0, 0)):
        path = path.strip("/")
        if path in self.files:
            return
        self.folder(os.path.dirname(path))
        self.files.add(path)
        self._entry(path, mode, data, device)

    def file(self, path, data, mode=0o644):
        self._leaf(path, stat.S_IFREG | mode, data if isinstance(data, bytes) else data.encode())

    def link(self, path, target):
        self._leaf(path, stat.S_IFLNK | 0o777, target.encode())

    def console(self):
        """The kernel opens it for init before init could mount /dev."""
        self._leaf("dev/console", stat.S_IFCHR | 0o600, b"", (5, 1))

    def program(self, source, path=None):
        """A program of this machine and the libraries it is linked to, where they are here."""
        with open(source, "rb") as file:
            self.file(path or str(source), file.read(), 0o755)
        for library in libraries(source):
            with open(library, "rb") as file:
                self.file(library, file.read(), 0o755)

    def bytes(self):
        whole = list(self.parts)
        count = len(self.parts)
        self._entry("TRAILER!!!", 0, b"")
        whole.append(self.parts.pop())
        assert count == len(self.parts)
        data = b"".join(whole)
        # The kernel takes archives one after the other when each begins at such a boundary.
        return data + bytes(-len(data) % 512)


def libraries(program):
    """Paths of the shared libraries, the dynamic linker included."""
    done = subprocess.run(["ldd", str(program)], check=False, stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT, text=True)
    if "not a dynamic executable" in done.stdout or "statically linked" in done.stdout:
        return []
    if done.returncode or "not found" in done.stdout:
        raise Unavailable(f"ldd {program}: {done.stdout.strip()}")
    return re.findall(r"(/\S+) \(0x", done.stdout)


def tool(name):
    """Where this machine has a program."""
    path = shutil.which(name, path="/usr/sbin:/usr/bin:/sbin:/bin")
    if not path:
        raise Unavailable(f"this machine has no {name}")
    return path


def _module_content(path):
    if path.suffix == ".xz":
        return lzma.decompress(path.read_bytes())
    if path.suffix == ".zst":
        return subprocess.run(["zstd", "-dcq", path], check=True, stdout=subprocess.PIPE).stdout
    return path.read_bytes()


def module_archive(kernel, wanted):
    """The modules that are not built in, with what they depend on; `modules` lists them in an order
    in which insmod can take them."""
    # File names may have '-' where the module's own name, and depends=, have '_'.
    paths = {path.name.split(".ko")[0].replace("-", "_"): path
             for path in (kernel / "modules").rglob("*.ko*")}
    archive = Archive()
    order = []

    def add(name):
        if name not in paths or name in order:
            return
        content = _module_content(paths[name])
        found = re.search(rb"\0depends=([^\0]*)\0", content)
        for needed in (found[1].decode().split(",") if found else []):
            add(needed.replace("-", "_"))
        archive.file(f"modules/{name}.ko", content)
        order.append(name)

    for name in wanted:
        add(name)
    archive.file("modules/order", "".join(f"{name}\n" for name in order))
    return archive.bytes()


def base_archive(busybox, init, programs, same_place, data):
    """What every kernel gets. `programs` go to /bin; `same_place` and the folder `data` lie where
    they lie here, which the tests have been compiled with."""
    archive = Archive()
    archive.console()
    for folder in ("proc", "sys", "dev", "run", "mnt", "root"):
        archive.folder(folder)
    archive.folder("tmp", 0o1777)
    archive.folder("var/tmp", 0o1777)
    archive.file("init", init.read_bytes(), 0o755)
    for path in programs:
        archive.program(path, f"bin/{os.path.basename(path)}")
    for path in same_place:
        archive.program(path)
        archive.link(f"bin/{os.path.basename(path)}", str(path))
    for path in sorted(data.rglob("*")):
        if path.is_file():
            archive.file(str(path), path.read_bytes())
    archive.program(busybox, "bin/busybox")
    # Busybox's own shell would take its own ip for the one that was put here.
    archive.program(tool("dash"), "bin/sh")
    # What was put into /bin already is ours, not busybox's (netstat, ip).
    for applet in run([busybox, "--list"]).split():
        archive.link(f"bin/{applet}", "busybox")
    for folder in ("usr/bin", "usr/sbin", "sbin"):
        archive.link(folder, "/bin")
    archive.file("etc/passwd", "root:x:0:0::/root:/bin/sh\nnobody:x:65534:65534::/:/bin/false\n")
    archive.file("etc/group", "root:x:0:\nnogroup:x:65534:\n")
    archive.file("etc/hosts", "127.0.0.1 localhost\n::1 localhost\n")
    archive.file("etc/nsswitch.conf", "".join(
        f"{base}: files\n" for base in ("passwd", "group", "hosts", "services", "protocols")))
    for name in ("services", "protocols"):
        # Without these netstat prints numbers for names, and so do we.
        if os.path.exists(f"/etc/{name}"):
            with open(f"/etc/{name}", "rb") as file:
                archive.file(f"etc/{name}", file.read())
    return archive.bytes()
