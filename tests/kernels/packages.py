# SPDX-License-Identifier: Apache-2.0
"""Fetches and unpacks Debian packages with an apt that shares nothing with the machine's own but
the mirror and the way to it (a proxy, say). Nothing is installed."""

import contextlib
import fcntl
import os
import pathlib
import re
import shutil
import subprocess
import tempfile
import time

KEYRING = pathlib.Path("/usr/share/keyrings/debian-archive-keyring.gpg")
# Below 8, emulated cmpxchg16b spoils the flags, which can crash the guest.
OLDEST_QEMU = 8


class Unavailable(Exception):
    """The infrastructure's fault: a mirror, a package, a machine that does not boot."""


def cache_folder():
    base = os.environ.get("XDG_CACHE_HOME") or pathlib.Path.home() / ".cache"
    return pathlib.Path(base) / "bpfnetstat" / "kernels"


@contextlib.contextmanager
def locked(cache):
    """Two of us filling one cache would spoil it."""
    cache.mkdir(parents=True, exist_ok=True)
    with open(cache / ".lock", "w", encoding="ascii") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def run(words, **options):
    """Output of a command; what it said is the reason when it fails."""
    done = subprocess.run([str(word) for word in words], check=False, stdin=subprocess.DEVNULL,
                          stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, **options)
    if done.returncode:
        raise Unavailable(f"{words[0]} failed: {(done.stderr or done.stdout).strip()}")
    return done.stdout


def configured_sources():
    """{suite: URI} of the Debian suites that this machine's apt is configured with."""
    targets = run(["apt-get", "indextargets", "--format", "$(REPO_URI) $(RELEASE)",
                   "Created-By: Packages", "Component: main"])
    sources = {}
    for line in targets.splitlines():
        uri, suite = line.split()
        if re.search(r"/debian(-security)?/?$", uri):
            sources[suite] = uri
    if not sources:
        raise Unavailable("apt has no Debian mirror configured")
    return sources


def source_of(suite):
    """The mirror's URI for a suite that need not be configured: only the suite is replaced."""
    sources = configured_sources()
    for configured, uri in sources.items():
        if configured.endswith("-security") == suite.endswith("-security"):
            return uri
    raise Unavailable(f"apt has no mirror configured that could have {suite}")


class Apt:
    """An apt of its own in `folder`, for these suites; knows what the machine has installed only if
    `status` is the machine's dpkg status, and never writes it."""

    def __init__(self, folder, suites, status=None):
        self.folder = folder
        for name in ("lists/partial", "cache/archives/partial", "none"):
            (folder / name).mkdir(parents=True)
        (folder / "status").touch()
        if not KEYRING.exists():
            raise Unavailable(f"no {KEYRING}: the package debian-archive-keyring is missing")
        (folder / "sources.list").write_text("".join(
            f"deb [signed-by={KEYRING}] {uri} {suite} main\n" for suite, uri in suites.items()))
        # The hooks would tidy up the machine's own cache.
        (folder / "apt.conf").write_text(f"""\
Dir::Etc::sourcelist "{folder}/sources.list";
Dir::Etc::sourceparts "{folder}/none";
Dir::Etc::preferences "/dev/null";
Dir::Etc::preferencesparts "{folder}/none";
Dir::State "{folder}";
Dir::State::lists "{folder}/lists";
Dir::State::status "{status or folder / 'status'}";
Dir::State::extended_states "{folder}/extended_states";
Dir::Cache "{folder}/cache";
Dir::Cache::pkgcache "";
Dir::Cache::srcpkgcache "";
Dir::Log "{folder}";
Acquire::Languages "none";
Acquire::Retries "3";
APT::Architecture "amd64";
APT::Architectures {{ "amd64"; }};
APT::Sandbox::User "root";
APT::Update::Error-Mode "any";
APT::Install-Recommends "false";
Debug::NoLocking "true";
#clear APT::Update::Pre-Invoke;
#clear APT::Update::Post-Invoke;
#clear APT::Update::Post-Invoke-Success;
#clear DPkg::Post-Invoke;
""")
        self.fetch("update")

    def run(self, command, *words):
        return run([command, "-c", self.folder / "apt.conf", *words], cwd=self.folder)

    def fetch(self, *words):
        """apt-get, which a network may fail once."""
        for pause in (10, 30, 0):
            try:
                return self.run("apt-get", "-qq", *words)
            except Unavailable:
                if not pause:
                    raise
                time.sleep(pause)

    def names(self, prefix):
        return self.run("apt-cache", "pkgnames", prefix).split()

    def version(self, package):
        """The newest version there is."""
        versions = [line.split("|")[1].strip()
                    for line in self.run("apt-cache", "madison", package).splitlines()]
        if not versions:
            raise Unavailable(f"no package {package} in {self.folder.name}")
        return versions[0]

    def unpack(self, packages, target):
        self.fetch("download", *packages)
        self._unpack(self.folder, target)

    def unpack_with_dependencies(self, release, packages, target):
        """Also whatever the packages need that this machine has not installed."""
        self.fetch("-y", "install", "--download-only", "-t", release, *packages)
        self._unpack(self.folder / "cache" / "archives", target)

    @staticmethod
    def _unpack(folder, target):
        for package in folder.glob("*.deb"):
            run(["dpkg-deb", "-x", package, target])
            package.unlink()


@contextlib.contextmanager
def kept(target):
    """A new folder that becomes `target` only when the block succeeds; yields (scratch, folder)."""
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=target.parent, prefix=".fetching-") as scratch:
        scratch = pathlib.Path(scratch)
        folder = scratch / "tree"
        folder.mkdir()
        yield scratch / "apt", folder
        shutil.rmtree(target, ignore_errors=True)
        folder.rename(target)


def version_key(name):
    return [int(part) if part.isdigit() else part for part in re.split(r"(\d+)", name)]


def kernel(cache, version, suite, refresh):
    """The folder of the suite's newest cloud kernel VERSION*: `vmlinuz`, `modules/`, `release`."""
    target = cache / f"linux-{version}-{suite}"
    if target.exists() and not refresh:
        return target
    with kept(target) as (scratch, folder):
        apt = Apt(scratch, {suite: source_of(suite)})
        pattern = re.compile(rf"linux-image-({re.escape(version)}\.\d\S*-cloud-amd64)")
        releases = [found[1] for name in apt.names(f"linux-image-{version}.")
                    if (found := pattern.fullmatch(name))]
        if not releases:
            raise Unavailable(f"{suite} has no cloud kernel {version}")
        release = max(releases, key=version_key)
        # From 6.19 on linux-image-* only depends on these two.
        split = [name for name in (f"linux-binary-{release}", f"linux-modules-{release}")
                 if name in apt.names(name)]
        tree = scratch / "unpacked"
        apt.unpack(split or [f"linux-image-{release}"], tree)
        images = [*tree.glob("boot/vmlinuz*"), *tree.glob("**/lib/modules/*/vmlinuz*")]
        modules = [*tree.glob(f"**/lib/modules/{release}/kernel")]
        if not images or not modules:
            raise Unavailable(f"no image or no modules in the packages of {release}")
        images[0].rename(folder / "vmlinuz")
        modules[0].rename(folder / "modules")
        package = split[0] if split else f"linux-image-{release}"
        (folder / "release").write_text(f"{release}\n{apt.version(package)}\n")
    return target


def busybox(cache):
    """The path of a busybox that needs no library."""
    target = cache / "busybox"
    if not target.exists():
        with kept(target) as (scratch, folder):
            Apt(scratch, configured_sources()).unpack(["busybox-static"], folder)
    found = [path for path in target.glob("**/bin/busybox") if path.is_file()]
    if not found:
        raise Unavailable("no busybox in busybox-static")
    return found[0]


class Qemu:
    """Words to start a QEMU that is new enough, and what its environment needs."""

    def __init__(self, words, environment):
        self.words = words
        self.environment = environment
        said = run([*words, "--version"], env=environment)
        found = re.search(r"version (\d+)", said)
        self.version = said.splitlines()[0]
        self.good = found is not None and int(found[1]) >= OLDEST_QEMU


def qemu(cache):
    """The machine's own QEMU or, where that is too old, the one of its release's backports."""
    installed = shutil.which("qemu-system-x86_64")
    if installed and (own := Qemu([installed], dict(os.environ))).good:
        return own
    target = cache / "qemu"
    if not target.exists():
        codename = re.search(r"^VERSION_CODENAME=(\S+)", pathlib.Path("/etc/os-release").read_text(
            encoding="utf-8"), re.MULTILINE)
        if not codename:
            raise Unavailable("no VERSION_CODENAME in /etc/os-release")
        backports = f"{codename[1]}-backports"
        with kept(target) as (scratch, folder):
            apt = Apt(scratch, {**configured_sources(), backports: source_of(backports)},
                      status="/var/lib/dpkg/status")
            apt.unpack_with_dependencies(
                backports, ["qemu-system-x86", "qemu-system-data", "seabios"], folder)
    libraries = target / "usr/lib/x86_64-linux-gnu"
    environment = dict(os.environ, LD_LIBRARY_PATH=f"{libraries}:{target}/lib/x86_64-linux-gnu")
    data = [word for name in ("qemu", "seabios") for word in ("-L", target / "usr/share" / name)]
    own = Qemu([target / "usr/bin/qemu-system-x86_64", *data], environment)
    if not own.good:
        raise Unavailable(f"{own.version} is too old")
    return own
