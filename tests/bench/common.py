# SPDX-License-Identifier: Apache-2.0
"""What the benchmarks share: the load, what /proc says of a process, Markdown tables."""

import argparse
import contextlib
import datetime
import json
import os
import pathlib
import re
import shlex
import shutil
import signal
import statistics
import subprocess
import sys
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
START_TIMEOUT_S = 60
STOP_TIMEOUT_S = 120
RUN_TIMEOUT_S = 600


class BenchError(Exception):
    """The measurement cannot be made; the text says why."""


FAILURES = (BenchError, OSError, subprocess.SubprocessError)


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


def quartiles(values):
    if len(values) == 1:
        return values * 3
    return statistics.quantiles(values, n=4, method="inclusive")


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

    def churn(self, cpus, *, seconds=None, count=None):
        """One churn; returns its figures."""
        words = self._options(cpus, seconds=seconds, count=count)
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
                preexec_fn=lambda: os.sched_setaffinity(0, cpus),
            )
        self.pid = self.process.pid

    def check_alive(self):
        if self.process.poll() is not None:
            words = self.errors.read_text(errors="replace").strip()
            raise BenchError(f"ended early with code {self.process.returncode}: {words}")
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


# ---- a benchmark -----------------------------------------------------------------------------


class Bench:
    """Sections are methods. What fails or misses its goal is said; the rest is measured."""

    NAME = ""
    SECTIONS = ()

    def __init__(self, options):
        self.options = options
        self.failed = False
        self.missing = []

    def find(self, name):
        path = shutil.which(name)
        if not path:
            self.missing.append(str(name))
        return path

    def fail(self, text):
        say(f"{self.NAME}: {text}")
        self.failed = True

    @contextlib.contextmanager
    def going_on_after_failure(self):
        """The other rows are measured all the same; main() ends with 1."""
        try:
            yield
        except FAILURES as error:
            self.fail(str(error))

    def heading(self):
        """Lines below date, kernel and command."""
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
    made.set_defaults(known_sections=sections, **defaults)
    return made


def parse(made):
    options = made.parse_args()
    if unknown := set(options.sections) - set(options.known_sections):
        made.error(f"no such section: {', '.join(sorted(unknown))}")
    return options


def main(make_bench, options):
    """Runs the sections that were asked for. @return the exit code."""
    name = make_bench.NAME
    if os.geteuid() != 0:
        say(f"{name}: needs root")
        return 3
    os.environ["LC_ALL"] = "C"
    try:
        bench = make_bench(options)
        for one in bench.missing:
            say(f"{name}: {one} is not there, its rows are left out")
        print(f"Date: {datetime.datetime.now().astimezone():%Y-%m-%d %H:%M %z}  ")
        print(f"Kernel: {os.uname().release}, {os.cpu_count()} CPUs, {cpu_model()}  ")
        print(f"Command: `{shlex.join([f'tests/bench/{name}', *sys.argv[1:]])}`  ")
        for line in bench.heading():
            print(f"{line}  ")
        for section in bench.SECTIONS:
            if not options.sections or section in options.sections:
                with bench.going_on_after_failure():
                    getattr(bench, section)()
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
