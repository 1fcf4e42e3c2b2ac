# SPDX-License-Identifier: Apache-2.0
"""The report's figures as an SVG: lines over logarithmic axes, and bars with their spread."""

import math
from xml.sax.saxutils import escape

WIDTH, HEIGHT = 560, 300  # of a panel's axes
LEFT, RIGHT, TOP, LINE = 78, 24, 46, 17
COLUMNS = 2
# Okabe and Ito's: told apart by the colour-blind as well.
COLOURS = ("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#000000", "#999933")

# Three of them within any factor of 2, which an axis has at least.
FINE_STEPS = (1, 1.2, 1.5, 1.7, 2, 2.5, 3, 3.5, 4, 5, 6, 7, 8, 9)


class Lines:
    """Costs over their work, both axes logarithmic."""

    def __init__(self, title, x_label, y_label, series):
        self.title = title
        self.x_label = x_label
        self.y_label = y_label
        # [(name, [(x, y)], exponent or None)]
        self.series = [
            (name, [(x, y) for x, y in points if x > 0 and y > 0], exponent)
            for name, points, exponent in series
        ]
        self.series = [one for one in self.series if one[1]]

    def __bool__(self):
        return bool(self.series)

    def height(self):
        return TOP + HEIGHT + 44 + LINE * len(self.series)

    def draw(self):
        xs = [x for _, points, _ in self.series for x, _ in points]
        ys = [y for _, points, _ in self.series for _, y in points]
        x_axis, y_axis = LogAxis(xs, LEFT, LEFT + WIDTH), LogAxis(ys, TOP + HEIGHT, TOP)
        yield text(LEFT, 24, self.title, "title")
        for value in x_axis.ticks():
            x = x_axis.place(value)
            yield line(x, TOP, x, TOP + HEIGHT, "grid")
            yield text(x, TOP + HEIGHT + 15, short(value), "tick", "middle")
        for value in y_axis.ticks():
            y = y_axis.place(value)
            yield line(LEFT, y, LEFT + WIDTH, y, "grid")
            yield text(LEFT - 6, y + 4, short(value), "tick", "end")
        yield text(LEFT + WIDTH / 2, TOP + HEIGHT + 32, self.x_label, "label", "middle")
        yield text(LEFT, TOP - 7, self.y_label, "label")
        for index, (name, points, exponent) in enumerate(self.series):
            colour = COLOURS[index % len(COLOURS)]
            dash = ' stroke-dasharray="6 4"' if index >= len(COLOURS) else ""
            places = [(x_axis.place(x), y_axis.place(y)) for x, y in points]
            path = " ".join(f"{x:.1f},{y:.1f}" for x, y in places)
            yield f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="2"{dash}/>'
            for x, y in places:
                yield f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3.5" fill="{colour}"/>'
            y = TOP + HEIGHT + 44 + LINE * index
            yield f'<rect x="{LEFT}" y="{y}" width="14" height="10" fill="{colour}"/>'
            grows = f", grows as work^{exponent:.2f}" if exponent is not None else ""
            yield text(LEFT + 20, y + 9, name + grows, "tick")


class Bars:
    """Medians from 0 on, with their quartiles."""

    def __init__(self, title, label, bars):
        self.title = title
        self.label = label
        self.bars = bars  # [(name, low, median, high, goal or None)]

    def __bool__(self):
        return bool(self.bars)

    def height(self):
        return TOP + 30 * len(self.bars) + 40

    def draw(self):
        top = max([1.0] + [high for _, _, _, high, _ in self.bars])
        left = LEFT + 150
        scale = (LEFT + WIDTH - left - 50) / top
        bottom = TOP + 30 * len(self.bars)
        yield text(LEFT, 24, self.title, "title")
        for value in (0, 0.2, 0.4, 0.6, 0.8, 1):
            x = left + scale * value
            yield line(x, TOP - 4, x, bottom, "grid")
            yield text(x, bottom + 15, f"{value:g}", "tick", "middle")
        yield text(left + scale * top / 2, bottom + 32, self.label, "label", "middle")
        for index, (name, low, median, high, goal) in enumerate(self.bars):
            y = TOP + 30 * index
            yield text(left - 6, y + 14, name, "tick", "end")
            yield (
                f'<rect x="{left}" y="{y + 2}" width="{scale * median:.1f}" height="17" '
                f'fill="{COLOURS[0]}" fill-opacity="0.55"/>'
            )
            yield line(left + scale * low, y + 10.5, left + scale * high, y + 10.5, "spread")
            yield text(LEFT + WIDTH, y + 14, f"{median:.3f}", "tick", "end")
            if goal is not None:
                x = left + scale * goal
                yield line(x, y - 1, x, y + 22, "goal")


class LogAxis:
    def __init__(self, values, start, end):
        low, high = math.log10(min(values)), math.log10(max(values))
        # A single value, or almost, still needs a length.
        if high - low < 0.3:
            low, high = low - 0.3, high + 0.3
        margin = 0.04 * (high - low)
        self.low, self.high = low - margin, high + margin
        self.start, self.end = start, end

    def place(self, value):
        share = (math.log10(value) - self.low) / (self.high - self.low)
        return self.start + share * (self.end - self.start)

    def ticks(self):
        """Powers of ten; more between them where those are few."""
        exponents = range(math.floor(self.low), math.ceil(self.high) + 1)
        for steps in ((1,), (1, 2, 5), FINE_STEPS):
            values = [step * 10.0**exponent for exponent in exponents for step in steps]
            inside = [value for value in values if self.low <= math.log10(value) <= self.high]
            if len(inside) >= 3:
                break
        return inside


def short(value):
    for factor, suffix in ((1e9, "G"), (1e6, "M"), (1e3, "k")):
        if value >= factor:
            return f"{value / factor:g}{suffix}"
    return f"{value:g}"


def text(x, y, words, kind, anchor="start"):
    return f'<text x="{x:.1f}" y="{y:.1f}" class="{kind}" text-anchor="{anchor}">{escape(words)}</text>'


def line(x1, y1, x2, y2, kind):
    return f'<line x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}" class="{kind}"/>'


STYLE = """
text { font-family: sans-serif; fill: #222 }
.heading { font-size: 14px }
.title { font-size: 15px; font-weight: bold }
.label { font-size: 12px; fill: #555 }
.tick { font-size: 12px }
.grid { stroke: #ddd; stroke-width: 1 }
.spread { stroke: #222; stroke-width: 2 }
.goal { stroke: #d00000; stroke-width: 2 }
"""


def svg(heading, panels):
    """@param heading a line above all. @param panels those that are empty are left out."""
    panels = [panel for panel in panels if panel]
    cell = LEFT + WIDTH + RIGHT
    body, y = [text(LEFT, 26, heading, "heading")], 40
    for begin in range(0, len(panels), COLUMNS):
        row = panels[begin : begin + COLUMNS]
        for index, panel in enumerate(row):
            body.append(f'<g transform="translate({index * cell},{y})">')
            body += panel.draw()
            body.append("</g>")
        y += max(panel.height() for panel in row) + 16
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{COLUMNS * cell}" height="{y}" '
        f'viewBox="0 0 {COLUMNS * cell} {y}">\n<style>{STYLE}</style>\n'
        f'<rect width="100%" height="100%" fill="white"/>\n' + "\n".join(body) + "\n</svg>\n"
    )
