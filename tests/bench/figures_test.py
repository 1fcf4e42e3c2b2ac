#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Tests of what turns measured values into a report."""

import importlib.machinery
import importlib.util
import json
import math
import pathlib
import re
import tempfile
import types
import unittest
import xml.etree.ElementTree

import common
import figures
import plot


def program(name):
    """A benchmark as a module: they have no .py in their names."""
    path = str(pathlib.Path(__file__).with_name(name))
    loader = importlib.machinery.SourceFileLoader(name, path)
    module = importlib.util.module_from_spec(importlib.util.spec_from_loader(name, loader))
    loader.exec_module(module)
    return module


def figure(what="drops", measure="throughput left", values=(1.0,), unit="", **more):
    made = {"section": "throughput", "what": what, "measure": measure, "unit": unit}
    return {**made, "values": list(values), **more}


class Quartiles(unittest.TestCase):
    def test_of_a_single_run_are_that_run(self):
        self.assertEqual(figures.quartiles([5]), [5, 5, 5])

    def test_include_the_ends(self):
        self.assertEqual(figures.quartiles([1, 2, 3, 4, 5]), [2, 3, 4])


class Fit(unittest.TestCase):
    def test_finds_the_exponent_of_a_power(self):
        for exponent in (-1, 0.5, 1, 2):
            fitted = figures.fit([(x, 3 * x**exponent) for x in (10, 100, 1000, 5000)])
            self.assertAlmostEqual(fitted["exponent"], exponent)
            self.assertAlmostEqual(fitted["factor"], 3)
            self.assertAlmostEqual(fitted["r2"], 1)
            self.assertAlmostEqual(fitted["residual"], 1)
            self.assertEqual(fitted["points"], 4)

    def test_of_a_level_cost_is_0_and_has_no_rest(self):
        fitted = figures.fit([(1, 7), (10, 7), (100, 7)])
        self.assertAlmostEqual(fitted["exponent"], 0)
        self.assertEqual(fitted["r2"], 1)

    def test_tells_how_far_points_are_off(self):
        # Off by a factor of 2 in turns, which cannot tilt the line.
        fitted = figures.fit([(1, 2), (10, 5), (100, 50), (1000, 2000)])
        self.assertAlmostEqual(fitted["residual"], 2)
        self.assertLess(fitted["r2"], 1)

    def test_needs_three_different_works_with_a_cost(self):
        self.assertIsNone(figures.fit([]))
        self.assertIsNone(figures.fit([(1, 1), (2, 2)]))
        self.assertIsNone(figures.fit([(1, 1), (2, 2), (3, 0)]))
        self.assertIsNone(figures.fit([(1, 1), (2, 2), (0, 3)]))
        self.assertIsNone(figures.fit([(1, 1), (1, 2), (2, 3)]))


class Goals(unittest.TestCase):
    def test_are_held_against_the_median(self):
        at_least = figures.Goal("throughput", "drops", "throughput left", ">=", 0.99)
        self.assertTrue(at_least.is_met([0.5, 0.99, 1.1]))
        self.assertFalse(at_least.is_met([0.98, 0.98, 1.1]))
        at_most = figures.Goal("cost", "trace", "a state event", "<=", 150)
        self.assertTrue(at_most.is_met([150]))
        self.assertFalse(at_most.is_met([151]))

    def test_of_none_are_missed_by_a_single_run(self):
        none = figures.Goal("rate", "trace", "events lost", "none", 0)
        self.assertTrue(none.is_met([0, 0, 0]))
        self.assertFalse(none.is_met([0, 0, 1]))

    def test_with_work_are_of_that_work_alone(self):
        goal = figures.Goal("throughput", "drops", "time", "<=", 1.2, work=1_000_000)
        self.assertTrue(goal.is_of(figure(measure="time", work=1_000_000)))
        self.assertFalse(goal.is_of(figure(measure="time", work=999_999)))
        self.assertFalse(goal.is_of(figure(measure="time")))

    def test_that_nothing_tells_of_are_said_to_be_open(self):
        goal = figures.Goal("throughput", "drops", "time", "<=", 1.2, "s", work=1_000_000)
        found = [figure(measure="time", work=1000)]
        (row,) = figures.open_goal_rows(found, [goal], {"throughput"})
        self.assertEqual(len(row), len(figures.ROW_HEADING))
        self.assertEqual(row[-2:], ["≤ 1.2 s", "unknown"])
        self.assertEqual(figures.open_goal_rows(found, [goal], {"rate"}), [])
        found.append(figure(measure="time", work=1_000_000))
        self.assertEqual(figures.open_goal_rows(found, [goal], {"throughput"}), [])

    def test_are_found_by_what_is_measured(self):
        goals = [figures.Goal("throughput", "drops", "throughput left", ">=", 0.99)]
        self.assertIs(figures.goal_of(figure(), goals), goals[0])
        self.assertIsNone(figures.goal_of(figure(what="trace"), goals))


class Text(unittest.TestCase):
    def test_has_as_many_digits_as_are_worth_reading(self):
        self.assertEqual(figures.quantity(0.98765, ""), "0.988")
        self.assertEqual(figures.quantity(149.6, "ns"), "150 ns")
        self.assertEqual(figures.quantity(1234567, "SYN/s"), "1,234,567 SYN/s")
        self.assertEqual(figures.quantity(0.0123, "s"), "12.3 ms")
        self.assertEqual(figures.quantity(1.23, "s"), "1.23 s")
        self.assertEqual(figures.quantity(0, "events"), "0 events")

    def test_spread_is_in_one_unit(self):
        self.assertEqual(figures.spread(0.01, 0.02, "s"), "10..20 ms")
        self.assertEqual(figures.spread(0.5, 2, "s"), "0.5..2 s")
        self.assertEqual(figures.spread(99.4, 150, "ns"), "99..150")

    def test_a_cell_cannot_break_the_table(self):
        rendered = figures.table(["a", "b"], [["x|y", "two\nlines"]])
        self.assertEqual(rendered, "| a | b |\n|---|---|\n| x\\|y | two lines |\n")

    def test_a_row_says_median_spread_runs_and_goal(self):
        goals = [figures.Goal("throughput", "drops", "throughput left", ">=", 0.99)]
        self.assertEqual(
            figures.row(figure(values=[0.9, 0.95, 1.0], work=1000, work_unit="sockets"), goals),
            ["throughput", "drops", "throughput left", "1,000 sockets", "**0.950**"]
            + ["0.925..0.975", "0.900..1.000", "3", "≥ 0.990", "**no**"],
        )
        self.assertEqual(figures.row(figure(what="tcpstates"), goals)[-2:], ["", ""])

    def test_a_failure_stands_where_the_figure_would(self):
        cells = figures.failure_row({"section": "rate", "what": "tcpstates", "error": "EPERM"})
        self.assertEqual(cells[:3], ["rate", "tcpstates", "not measured: EPERM"])
        self.assertEqual(len(cells), len(figures.ROW_HEADING))


class Growth(unittest.TestCase):
    def test_is_of_each_series_of_costs(self):
        found = [
            figure("ours", "time", [x / 1000], "s", work=x, work_unit="sockets")
            for x in (1000, 10, 100)
        ]
        found += [figure("ours", "peak RSS", [4], "MiB", work=10, work_unit="sockets")]
        found += [
            figure("ours", "events lost", [x], "", work=x, work_unit="sockets", is_cost=False)
            for x in (10, 100, 1000)
        ]
        (fitted,) = figures.growth(found)
        self.assertEqual((fitted["what"], fitted["measure"]), ("ours", "time"))
        self.assertEqual((fitted["from"], fitted["to"]), (10, 1000))
        self.assertAlmostEqual(fitted["exponent"], 1)
        self.assertEqual(len(figures.growth_row(fitted)), len(figures.GROWTH_HEADING))


class Plot(unittest.TestCase):
    def drawn(self, panels):
        return xml.etree.ElementTree.fromstring(plot.svg("a < b & c", panels))

    def test_is_xml_that_has_every_point(self):
        lines = plot.Lines("t", "x", "y", [("<ours>", [(1, 2), (10, 20)], 1.0), ("b", [(5, 5)], None)])
        bars = plot.Bars("t", "x", [("drops", 0.9, 0.95, 1.0, 0.99)])
        root = self.drawn([lines, bars])
        self.assertEqual(len(root.findall(".//{*}circle")), 3)
        texts = [element.text for element in root.findall(".//{*}text")]
        self.assertIn("<ours>, grows as work^1.00", texts)
        self.assertIn("0.950", texts)

    def test_leaves_out_what_a_logarithm_has_not(self):
        lines = plot.Lines("t", "x", "y", [("a", [(0, 1), (1, 0), (2, 3)], None)])
        self.assertEqual(len(self.drawn([lines]).findall(".//{*}circle")), 1)
        self.assertFalse(plot.Lines("t", "x", "y", [("a", [(0, 1)], None)]))

    def test_of_nothing_is_an_image_all_the_same(self):
        self.assertEqual(len(self.drawn([]).findall(".//{*}g")), 0)

    def test_ticks_lie_within_the_axis(self):
        for values in ([1, 1000], [3, 3], [0.002, 0.9], [22, 47], [950, 1_000_000]):
            axis = plot.LogAxis(values, 0, 100)
            ticks = axis.ticks()
            self.assertTrue(3 <= len(ticks) <= 12, ticks)
            for value in ticks:
                self.assertTrue(-1e-6 <= axis.place(value) <= 100 + 1e-6)
            self.assertTrue(math.isclose(axis.place(values[0]), axis.place(values[0])))


class Numbers(unittest.TestCase):
    def test_are_separated_by_commas(self):
        self.assertEqual(common.numbers("1,20,300"), [1, 20, 300])
        with self.assertRaises(ValueError):
            common.numbers("1,0")
        with self.assertRaises(ValueError):
            common.numbers("many")


class Record(unittest.TestCase):
    """What a benchmark writes for the report."""

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.path = pathlib.Path(folder.name) / "result.json"
        self.bench = common.Bench(types.SimpleNamespace(json=self.path))
        self.bench.section = "rate"

    def test_has_figures_and_failures(self):
        self.bench.record("trace", "events lost", (0, 1), "events", work=5, work_unit="x")
        with self.bench.going_on_after_failure("tcpstates", peer=True):
            raise common.BenchError("not permitted")
        self.bench.write_json()
        written = json.loads(self.path.read_text())
        self.assertEqual(written["figures"][0]["values"], [0, 1])
        self.assertEqual(
            written["failures"],
            [{"section": "rate", "what": "tcpstates", "error": "not permitted", "peer": True}],
        )
        self.assertTrue(self.bench.failed)


class Report(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.module = program("report")
        cls.options = types.SimpleNamespace(
            about={
                "date": "2026-11-30 01:00 +0000",
                "command": "scripts/bench",
                "kernel": "6.18",
                "cpus": 2,
                "cpu": "a CPU",
                "commit": "abc",
                "peers": {"bpftrace": "0.17"},
            }
        )

    def made(self):
        found = [figure(values=[0.98, 0.98])]
        error = {"section": "throughput", "what": "daemon", "error": "ended", "peer": False}
        return {
            "throughput": {
                "figures": found,
                "failures": [error],
                "missing": ["tcpstates"],
                "heading": ["Missing here: tcpstates", "Mechanism: state tracepoint"],
                "seconds": 5.0,
                "busy_percent": 40.0,
            }
        }

    def test_says_goals_failures_and_what_is_not_installed(self):
        report = self.module.collect(self.made(), self.options)
        self.assertEqual(report["figures"][0]["met"], False)
        rendered = self.module.markdown(report)
        for line in (
            "Command: `scripts/bench`  ",
            "Mechanism: state tracepoint  ",
            "| throughput | daemon | not measured: ended |  |  |  |  |  |  |  |",
            "| throughput | tcpstates | not measured: not installed |  |  |  |  |  |  |  |",
            "| throughput | 5 | 40 % |",
        ):
            self.assertIn(line, rendered.splitlines())
        self.assertIn("not idle", rendered)

    def test_every_goal_is_of_a_section_of_it(self):
        names = {section.name for section in self.module.SECTIONS}
        self.assertLessEqual({goal.section for goal in self.module.GOALS}, names)

    def test_takes_less_than_its_time(self):
        seconds = sum(section.expected_s[False] for section in self.module.SECTIONS)
        self.assertLess(seconds, 28 * 60)

    def test_benchmarks_know_the_words_they_are_given(self):
        for section in self.module.SECTIONS:
            text = pathlib.Path(__file__).with_name(section.bench).read_text()
            for words in section.words.values():
                for option in (word for word in words if word.startswith("--")):
                    self.assertRegex(text, re.escape(f'"{option}"'))
            self.assertRegex(text, rf'SECTIONS = \(.*"{section.part}"')


if __name__ == "__main__":
    unittest.main()
