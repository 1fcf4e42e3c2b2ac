# SPDX-License-Identifier: Apache-2.0
"""What the benchmarks share: the load, what /proc says of a process, tables, figures as data."""

import argparse
import contextlib
import ctypes
import datetime
import http.client
import json
import os
import pathlib
import re
import shlex
import shutil
import signal
import socket
import subprocess
import sys
import time
import traceback

ROOT = pathlib.Path(__file__).resolve().parents[2]
START_TIMEOUT_S = 60
STOP_TIMEOUT_S = 120
RUN_TIMEOUT_S = 600
ANSWER_TIMEOUT_S = 60
PR_SET_PDEATHSIG = 1
libc = ctypes.CDLL(None, use_errno=True)


class BenchError(Exception):
    """The measurement cannot be made; the text says why."""


# ValueError and LookupError: a program's output that is not what was expected.
FAILURES = (BenchError, OSError, subprocess.SubprocessError, ValueError, LookupError)
FAILURES += (http.client.HTTPException,)


def say(text):
    print(text, file=sys.stderr, flush=True)


def poll_until(condition, timeout_s, what):
    """The condition's value as soon as it is true."""
    deadline = time.monotonic() + timeout_s
    while True:
        value = condition()
        if value:
            return value
        if time.monotonic() > deadline:
            raise BenchError(f"{what}: nothing within {timeout_s} s")
        time.sleep(0.002)


def built(build, *names):
    """Paths below the build directory, all of which must be there."""
    paths = [build / name for name in names]
    for path in paths:
        if not os.access(path, os.X_OK):
            raise BenchError(f"{path} is missing: build the release preset first")
    return paths


def numbers(text):
    """"1,20,300" as a list, for options."""
    values = [int(word) for word in text.split(",") if word]
    if any(value < 1 for value in values):
        raise ValueError(text)
    return values


# ---- load ------------------------------------------------------------------------------------


class Kept:
    """A generator that keeps what it opened: its process, and what it said."""

    def __init__(self, process, report):
        self.pid = process.pid
        self.report = report


class Load:
    """The load generators, built beside the program."""

    def __init__(self, build):
        self.churn_path, self.flood_path, self.system_calls_path = built(
            build,
            "tests/bench/bench_churn",
            "tests/bench/bench_syn_flood",
            "tests/bench/bench_system_calls",
        )

    @staticmethod
    def _options(cpus, **options):
        """Command line words; an option without a value is left out."""
        words = ["--cpu", ",".join(map(str, cpus))]
        for name, value in options.items():
            if value is not None:
                words += [f"--{name}", str(value)]
        return words

    def churn(self, cpus, *, seconds=None, count=None, rate=None):
        """One churn; returns its figures."""
        words = self._options(cpus, seconds=seconds, count=count, rate=rate)
        command = [self.churn_path, *words]
        return json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout)

    def system_calls(self, cpu, seconds):
        """Nanoseconds of the cheapest one, over and over."""
        command = [self.system_calls_path, *self._options([cpu], seconds=seconds)]
        report = subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout
        return json.loads(report)["ns_per_call"]

    @contextlib.contextmanager
    def churning(self, cpus, rate):
        """A churn until the yielded one's figures() are asked for, or this is left."""
        words = self._options(cpus, rate=rate)
        churn = Churn([self.churn_path, "--until-stdin-ends", *words])
        try:
            yield churn
        finally:
            churn.end()

    @contextlib.contextmanager
    def _until_stdin_ends(self, command):
        """Runs a generator that prints a line, and keeps what it opened until stdin ends."""
        process = subprocess.Popen(
            [str(word) for word in command], stdin=subprocess.PIPE, stdout=subprocess.PIPE
        )
        try:
            line = process.stdout.readline()
            if not line:
                raise BenchError(f"{shlex.join(map(str, command))} failed")
            yield Kept(process, json.loads(line))
        finally:
            process.stdin.close()
            process.wait()
            process.stdout.close()

    @contextlib.contextmanager
    def held(self, connections, namespaces=1):
        """Open connections, evenly in so many network namespaces of their own; gives the last."""
        with contextlib.ExitStack() as stack:
            for index in range(namespaces):
                share = (connections + index) // namespaces
                command = [self.churn_path, "--hold", share]
                kept = stack.enter_context(self._until_stdin_ends(command))
            yield kept

    @contextlib.contextmanager
    def flooded(self, cpus, seconds, rate=None):
        """A finished flood, whose listener still lives; gives its figures."""
        words = self._options(cpus, seconds=seconds, rate=rate)
        with self._until_stdin_ends([self.flood_path, "--wait", *words]) as kept:
            yield kept.report


class Churn:
    """A bench_churn that goes on until it is told to end."""

    def __init__(self, command):
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)

    def figures(self):
        """Ends it."""
        self.process.stdin.close()
        text = self.process.stdout.read()
        if self.process.wait() != 0:
            raise BenchError(f"bench_churn failed with code {self.process.returncode}")
        return json.loads(text)

    def end(self):
        self.process.stdin.close()
        self.process.wait()
        self.process.stdout.close()


class Place:
    """The network namespace of a process."""

    def __init__(self, pid, build):
        self.netns = pathlib.Path(f"/proc/{pid}/ns/net")
        self.enter = ["nsenter", f"--net={self.netns}", "--"]
        (self.measurer,) = built(build, "tests/bench/bench_views_run")

    def run(self, words, stdin=None, environment=None):
        done = subprocess.run(
            [*self.enter, *map(str, words)],
            input=stdin,
            stdout=subprocess.PIPE,
            check=False,
            timeout=RUN_TIMEOUT_S,
            env={**os.environ, **(environment or {})},
        )
        return done.returncode, done.stdout

    def measure(self, words, environment=None):
        """One run: {"seconds", "cpu_s", "peak_rss_kib"}."""
        _, text = self.run([self.measurer, *words], environment=environment)
        figures = json.loads(text)
        if figures["exit_code"] not in (0, 1):
            raise BenchError(f"{shlex.join(map(str, words))}: exit code {figures['exit_code']}")
        return figures


# ---- what is measured ------------------------------------------------------------------------


class Running:
    """A started program: its process, its output files, and what /proc says of it."""

    def __init__(self, argv, cpus, directory, stdout=None):
        self.output = pathlib.Path(directory) / "out"
        self.errors = pathlib.Path(directory) / "err"
        with open(self.output, "wb") as out, open(self.errors, "wb") as err:
            self.process = subprocess.Popen(
                argv,
                stdin=subprocess.DEVNULL,
                stdout=out if stdout is None else stdout,
                stderr=err,
                preexec_fn=lambda: self._before_exec(cpus),
            )
        self.pid = self.process.pid

    @staticmethod
    def _before_exec(cpus):
        # Whatever ends a benchmark, what it watches with is not left behind.
        libc.prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
        os.sched_setaffinity(0, cpus)

    def check_alive(self):
        if self.process.poll() is not None:
            words = self.errors.read_text(errors="replace").strip()
            words = words or self.output.read_text(errors="replace").strip()
            raise BenchError(f"ended early with code {self.process.returncode}: {words[-1000:]}")
        return True

    def cpu_s(self):
        # Fields 14 and 15 of proc_pid_stat(5); the command's name may contain blanks.
        words = pathlib.Path(f"/proc/{self.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(words[11]) + int(words[12])) / os.sysconf("SC_CLK_TCK")

    def thread_cpu_s(self):
        """To the nanosecond, of the threads that live: for a program whose threads do not end."""
        # The first figure of Documentation/scheduler/sched-stats.rst, /proc/<pid>/schedstat.
        paths = pathlib.Path(f"/proc/{self.pid}/task").glob("*/schedstat")
        return sum(int(path.read_text().split()[0]) for path in paths) / 1e9

    def _status_mib(self, key):
        status = pathlib.Path(f"/proc/{self.pid}/status").read_text()
        return int(re.search(rf"{key}:\s+(\d+) kB", status)[1]) / 1024

    def rss_mib(self):
        return self._status_mib("VmRSS")

    def peak_rss_mib(self):
        return self._status_mib("VmHWM")

    def wait_until_idle(self):
        """Until a quarter of a second passes in which it uses no more than a clock tick or two."""

        def idle():
            before = self.cpu_s()
            time.sleep(0.25)
            return self.cpu_s() - before <= 0.02

        poll_until(idle, STOP_TIMEOUT_S, "wait until idle")

    def programs(self):
        """What the kernel says of its BPF programs: {id: (runs, ns)}."""
        programs = {}
        for path in pathlib.Path(f"/proc/{self.pid}/fdinfo").iterdir():
            with contextlib.suppress(FileNotFoundError):
                lines = dict(line.split(":", 1) for line in path.read_text().splitlines())
                if "run_cnt" in lines:  # A link shows a prog_id as well, but no figures.
                    figures = (int(lines["run_cnt"]), int(lines["run_time_ns"]))
                    programs[int(lines["prog_id"])] = figures
        return programs

    def stop(self):
        """Orderly; False when it had to be killed."""
        self.process.send_signal(signal.SIGINT)
        try:
            self.process.wait(STOP_TIMEOUT_S)
        except subprocess.TimeoutExpired:
            self.kill()
            return False
        return True

    def kill(self):
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait()


# ---- a running daemon ------------------------------------------------------------------------


def scrape(port, encoding="gzip"):
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    with contextlib.closing(connection):
        connection.request("GET", "/metrics", headers={"Accept-Encoding": encoding})
        answer = connection.getresponse()
        body = answer.read()
    if answer.status != 200:
        raise BenchError(f"/metrics answers {answer.status}")
    return body


def metric(port, name):
    """The sum over its labels."""
    values = re.findall(rf"(?m)^{name}(?:\{{.*\}})? (\S+)$", scrape(port, "identity").decode())
    if not values:
        raise BenchError(f"no {name} among the metrics")
    return sum(map(float, values))


def free_port():
    with contextlib.closing(socket.create_server(("127.0.0.1", 0))) as free:
        return free.getsockname()[1]


def ask_daemon(path, line, codes=(0, 4)):
    """Seconds from connect() to the end of the answer, and the bytes."""
    chunks = []
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as client:
        client.settimeout(ANSWER_TIMEOUT_S)
        begin = time.perf_counter()
        client.connect(str(path))
        client.sendall(line.encode() + b"\n")
        try:
            while chunk := client.recv(1 << 18):
                chunks.append(chunk)
        except TimeoutError:
            raise BenchError(f"no answer to {line!r} within {ANSWER_TIMEOUT_S} s") from None
        seconds = time.perf_counter() - begin
    status, _, answer = b"".join(chunks).partition(b"\n")
    code, _, message = status.decode(errors="replace").partition(" ")
    if code not in map(str, codes):
        raise BenchError(f"the daemon answers {line!r} with {code}: {message}")
    return seconds, answer


# ---- a benchmark -----------------------------------------------------------------------------


class Bench:
    """Sections are methods. What fails or misses its goal is said; the rest is measured."""

    NAME = ""
    SECTIONS = ()

    def __init__(self, options):
        self.options = options
        self.failed = False
        self.missing = []
        self.section = None
        self.lines = []
        self.figures = []  # what --json writes
        self.failures = []

    def find(self, name):
        path = shutil.which(name)
        if not path:
            self.missing.append(str(name))
        return path

    def record(self, what, measure, values, unit="", **more):
        """A figure as data: one value for each run, of something that was measured.

        more: "work" and "work_unit" where it grows with that; "note"; "peer".
        """
        figure = {"section": self.section, "what": what, "measure": measure, "unit": unit}
        self.figures.append({**figure, "values": list(values), **more})

    def miss(self, text):
        """A goal was missed."""
        say(f"{self.NAME}: {text}")
        self.failed = True

    def fail(self, text, what=None, peer=False):
        """Something could not be measured, or what it gives is wrong."""
        say(f"{self.NAME}: {text}")
        self.failed = True
        failure = {"section": self.section, "what": what or self.section, "error": text}
        self.failures.append({**failure, "peer": peer})

    @contextlib.contextmanager
    def going_on_after_failure(self, what=None, peer=False):
        """The other rows are measured all the same; main() ends with 1."""
        try:
            yield
        except FAILURES as error:
            self.fail(str(error) or type(error).__name__, what, peer)

    def write_json(self):
        if self.options.json is None:
            return
        report = {
            "command": self.command(),
            "heading": self.lines,
            "missing": self.missing,
            "figures": self.figures,
            "failures": self.failures,
        }
        # At once: who reads it while this is being killed finds the state of before.
        beside = self.options.json.with_name(self.options.json.name + ".new")
        beside.write_text(json.dumps(report, indent=1) + "\n")
        beside.replace(self.options.json)

    def command(self):
        return shlex.join([f"tests/bench/{self.NAME}", *sys.argv[1:]])

    def heading(self):
        """Lines below date, kernel and command; asked for once."""
        return []


def parser(doc, sections, **defaults):
    """With the options that every benchmark has."""
    made = argparse.ArgumentParser(description=doc.splitlines()[0])
    made.add_argument(
        "sections", nargs="*", metavar="SECTION", help=f"of {', '.join(sections)}; default all"
    )
    made.add_argument(
        "--build",
        type=lambda text: pathlib.Path(text).resolve(),
        default=ROOT / "build/release",
        help="build directory (default build/release)",
    )
    made.add_argument(
        "--json", type=pathlib.Path, metavar="FILE", help="write every run's figures there, too"
    )
    made.set_defaults(known_sections=sections, **defaults)
    return made


def parse(made):
    options = made.parse_args()
    if unknown := set(options.sections) - set(options.known_sections):
        made.error(f"no such section: {', '.join(sorted(unknown))}")
    return options


def end_in_order(*_):
    raise KeyboardInterrupt


def main(make_bench, options):
    """Runs the sections that were asked for. @return the exit code."""
    name = make_bench.NAME
    if os.geteuid() != 0:
        say(f"{name}: needs root")
        return 3
    os.environ["LC_ALL"] = "C"
    signal.signal(signal.SIGTERM, end_in_order)
    try:
        bench = make_bench(options)
        for one in bench.missing:
            say(f"{name}: {one} is not there, its rows are left out")
        print(f"Date: {datetime.datetime.now().astimezone():%Y-%m-%d %H:%M %z}  ")
        print(f"Kernel: {os.uname().release}, {os.cpu_count()} CPUs, {cpu_model()}  ")
        print(f"Command: `{bench.command()}`  ")
        bench.lines = bench.heading()
        for line in bench.lines:
            print(f"{line}  ")
        for section in bench.SECTIONS:
            if options.sections and section not in options.sections:
                continue
            bench.section = section
            try:
                with bench.going_on_after_failure():
                    getattr(bench, section)()
            except Exception as error:  # A fault of the benchmark's own.
                traceback.print_exc()
                bench.fail(repr(error))
            finally:
                bench.write_json()
    except FAILURES as error:
        say(f"{name}: {error}")
        return 1
    except KeyboardInterrupt:
        return 130
    return 1 if bench.failed else 0


def print_table(title, heading, rows):
    if not rows:
        return
    print(f"\n**{title}**\n")
    print("| " + " | ".join(heading) + " |")
    print("|" + "---|" * len(heading))
    for row in rows:
        print("| " + " | ".join(row) + " |")
    sys.stdout.flush()


def cpu_model():
    for line in pathlib.Path("/proc/cpuinfo").read_text().splitlines():
        if line.startswith("model name"):
            return line.partition(":")[2].strip()
    return os.uname().machine
