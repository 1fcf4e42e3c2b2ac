# SPDX-License-Identifier: Apache-2.0
"""From measured values to what a report says of them. Pure functions: no clock, no file, no process."""

import math
import statistics

# A line through two points always fits.
FIT_POINTS = 3


def quartiles(values):
    if len(values) == 1:
        return list(values) * 3
    return statistics.quantiles(values, n=4, method="inclusive")


def fit(points):
    """cost = factor * work ** exponent, by least squares of the logarithms.

    @return None where fewer than three points have a cost and a work above 0. "residual" is the
    factor by which a point is off the line, root mean square.
    """
    logs = [(math.log(work), math.log(cost)) for work, cost in points if work > 0 and cost > 0]
    if len(logs) < FIT_POINTS or len({x for x, _ in logs}) < FIT_POINTS:
        return None
    mean_x = statistics.fmean(x for x, _ in logs)
    mean_y = statistics.fmean(y for _, y in logs)
    sxx = sum((x - mean_x) ** 2 for x, _ in logs)
    syy = sum((y - mean_y) ** 2 for _, y in logs)
    exponent = sum((x - mean_x) * (y - mean_y) for x, y in logs) / sxx
    rest = sum((y - mean_y - exponent * (x - mean_x)) ** 2 for x, y in logs)
    return {
        "exponent": exponent,
        "factor": math.exp(mean_y - exponent * mean_x),
        # A level line explains all that a level cost has to explain.
        "r2": 1 - rest / syy if syy > 1e-12 else 1.0,
        "residual": math.exp(math.sqrt(rest / len(logs))),
        "points": len(logs),
    }


# ---- goals -----------------------------------------------------------------------------------


class Goal:
    """What the figures of a measure have to be; of all kinds of work, or of one."""

    def __init__(self, section, what, measure, relation, limit, unit="", work=None):
        self.section = section
        self.what = what
        self.measure = measure
        self.relation = relation
        self.limit = limit
        self.unit = unit
        self.work = work

    def is_of(self, figure):
        return (
            (self.section, self.what, self.measure)
            == (figure["section"], figure["what"], figure["measure"])
            # Work that was not reached is other work.
            and (self.work is None or self.work == figure.get("work"))
        )

    def is_met(self, values):
        if self.relation == "none":
            return max(values) == 0  # In no run.
        median = statistics.median(values)
        return median >= self.limit if self.relation == ">=" else median <= self.limit

    def text(self):
        if self.relation == "none":
            return "none"
        sign = "≥" if self.relation == ">=" else "≤"
        return f"{sign} {quantity(self.limit, self.unit)}"


def goal_of(figure, goals):
    return next((goal for goal in goals if goal.is_of(figure)), None)


# ---- text ------------------------------------------------------------------------------------

# Digits after the point: what is worth reading of each unit.
DIGITS = {"": 3, "ns": 0, "MiB": 1, "%": 1}


def number(value, unit=""):
    if unit in DIGITS:
        return f"{value:,.{DIGITS[unit]}f}"
    if value == 0 or abs(value) >= 100:
        return f"{value:,.0f}"
    return f"{value:.3g}"


def quantity(value, unit):
    if unit == "s" and 0 < abs(value) < 1:
        value, unit = 1000 * value, "ms"
    return f"{number(value, unit)} {unit}".strip()


def spread(low, high, unit):
    """In the unit that the greater one is printed in."""
    if unit == "s" and 0 < abs(high) < 1:
        low, high, unit = 1000 * low, 1000 * high, "ms"
    text = f"{number(low, unit)}..{number(high, unit)}"
    # The median beside it may be in the other one.
    return f"{text} {unit}" if unit in ("s", "ms") else text


def table(heading, rows):
    """Markdown; what a cell says cannot break it."""
    lines = ["| " + " | ".join(heading) + " |", "|" + "---|" * len(heading)]
    for row in rows:
        cells = (" ".join(cell.split()).replace("|", "\\|") for cell in row)
        lines.append("| " + " | ".join(cells) + " |")
    return "\n".join(lines) + "\n"


ROW_HEADING = ["section", "what", "figure", "at", "median", "quartiles", "min..max", "runs"]
ROW_HEADING += ["goal", "met"]


def row(figure, goals):
    """Of the report's table."""
    values, unit = figure["values"], figure["unit"]
    low, middle, high = quartiles(values)
    goal = goal_of(figure, goals)
    note = f" ({figure['note']})" if "note" in figure else ""
    return [
        figure["section"],
        figure["what"],
        figure["measure"] + note,
        f"{figure['work']:,.0f} {figure['work_unit']}" if "work" in figure else "",
        f"**{quantity(middle, unit)}**",
        spread(low, high, unit),
        spread(min(values), max(values), unit),
        str(len(values)),
        goal.text() if goal else "",
        ("yes" if goal.is_met(values) else "**no**") if goal else "",
    ]


def open_goal_rows(found, goals, sections):
    """Goals of these sections that no figure tells of."""
    return [
        [
            goal.section,
            goal.what,
            goal.measure,
            f"{goal.work:,}" if goal.work is not None else "",
            *["not measured", "", "", ""],
            goal.text(),
            "unknown",
        ]
        for goal in goals
        if goal.section in sections and not any(goal.is_of(figure) for figure in found)
    ]


def failure_row(failure):
    """Where a figure would stand, why there is none."""
    cells = [failure["section"], failure["what"], f"not measured: {failure['error']}"]
    return cells + [""] * (len(ROW_HEADING) - len(cells))


# ---- growth ----------------------------------------------------------------------------------

GROWTH_HEADING = ["section", "what", "figure", "from..to", "exponent", "R²", "residual", "points"]


def series(figures):
    """{(section, what, measure, work unit): [(work, median)]}, of all costs that have work."""
    found = {}
    for figure in figures:
        if "work" in figure and figure.get("is_cost", True):
            key = tuple(figure[name] for name in ("section", "what", "measure", "work_unit"))
            found.setdefault(key, []).append((figure["work"], statistics.median(figure["values"])))
    return {key: sorted(points) for key, points in found.items()}


def growth(figures):
    """The fits of all series that can have one."""
    fits = []
    for (section, what, measure, unit), points in series(figures).items():
        if (fitted := fit(points)) is None:
            continue
        fits.append(
            {
                "section": section,
                "what": what,
                "measure": measure,
                "work_unit": unit,
                "from": points[0][0],
                "to": points[-1][0],
                **fitted,
            }
        )
    return fits


def growth_row(fitted):
    return [
        fitted["section"],
        fitted["what"],
        fitted["measure"],
        f"{fitted['from']:,.0f}..{fitted['to']:,.0f} {fitted['work_unit']}",
        f"**{fitted['exponent']:.2f}**",
        f"{fitted['r2']:.3f}",
        f"x {fitted['residual']:.2f}",
        str(fitted["points"]),
    ]
