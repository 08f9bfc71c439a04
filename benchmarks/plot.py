# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Draws lines over logarithmic axes as an SVG file, without a library.

    {"title": "..", "x": "symbols", "y": "ns a symbol", "lines": [
      {"name": "plain lld", "color": "#..", "dashes": "6 4", "points": [[1e4, 460], ..]}]}

Each line has its name at its right end, in its colour. Names move apart where lines end
close together. A line that ends earlier, or
is one point, has its name above its end. The background is that of the page; what is grey changes where the reader
prefers dark pages, and the colours are readable on both.
"""

import math
from xml.sax.saxutils import escape

WIDTH, HEIGHT = 960, 600
LEFT, RIGHT, TOP, BOTTOM = 84, 250, 54, 60
LINE_HEIGHT = 17
STYLE = """
text { font: 13px system-ui, sans-serif; fill: #333 }
.title { font-size: 16px; font-weight: 600 }
.grid { stroke: #ccc; stroke-width: 1 }
.minor { stroke: #e8e8e8; stroke-width: 1 }
.name { font-weight: 600 }
@media (prefers-color-scheme: dark) {
  text { fill: #d4d4d4 }
  .grid { stroke: #555 }
  .minor { stroke: #333 }
}
"""


def number(value):
    """1, 10, 100, 1,000, then powers."""
    if value < 10000:
        return "{:,g}".format(value)
    return '10<tspan dy="-5" font-size="10">%d</tspan>' % round(math.log10(value))


class Axis:
    """Where a value is between two places of the picture."""

    def __init__(self, values, begin, end, slack=1.0):
        low, high = math.log10(min(values)), math.log10(max(values))
        self.low, self.high = low - slack * 0.05, high + slack * 0.05
        self.begin, self.end = begin, end

    def at(self, value):
        part = (math.log10(value) - self.low) / (self.high - self.low)
        return self.begin + part * (self.end - self.begin)

    def ticks(self):
        """(value, whether it is a power of ten) of all that are on the axis."""
        for power in range(math.floor(self.low), math.ceil(self.high) + 1):
            for digit in range(1, 10):
                value = digit * 10.0 ** power
                if self.low <= math.log10(value) <= self.high:
                    yield value, digit == 1


def apart(places):
    """Places from top to bottom, at least a line apart, that move as little as they
    must; inside of the picture."""
    order = sorted(range(len(places)), key=lambda i: places[i])
    moved = list(places)
    for a, b in zip(order, order[1:]):
        moved[b] = max(moved[b], moved[a] + LINE_HEIGHT)
    end = HEIGHT - BOTTOM
    for i in reversed(order):
        moved[i] = min(moved[i], end)
        end = moved[i] - LINE_HEIGHT
    return moved


def write(path, plot):
    lines = [dict(line, points=sorted((x, y) for x, y in line["points"] if x > 0 and y > 0))
             for line in plot["lines"]]
    lines = [line for line in lines if line["points"]]
    xs = [x for line in lines for x, _ in line["points"]]
    ys = [y for line in lines for _, y in line["points"]]
    x_axis = Axis(xs, LEFT, WIDTH - RIGHT)
    y_axis = Axis(ys, HEIGHT - BOTTOM, TOP, 2)
    out = ["<!-- SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception -->",
           '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" role="img">' %
           (WIDTH, HEIGHT), "<title>%s</title>" % escape(plot["title"]),
           "<style>%s</style>" % STYLE,
           '<text class="title" x="%d" y="28">%s</text>' % (LEFT, escape(plot["title"]))]

    def straight(kind, x1, y1, x2, y2, more=""):
        out.append('<line class="%s" x1="%.1f" y1="%.1f" x2="%.1f" y2="%.1f"%s/>' %
                   (kind, x1, y1, x2, y2, more))
    for value, is_power in x_axis.ticks():
        x = x_axis.at(value)
        straight("grid" if is_power else "minor", x, TOP, x, HEIGHT - BOTTOM)
        if is_power:
            out.append('<text x="%.1f" y="%d" text-anchor="middle">%s</text>' %
                       (x, HEIGHT - BOTTOM + 20, number(value)))
    for value, is_power in y_axis.ticks():
        y = y_axis.at(value)
        straight("grid" if is_power else "minor", LEFT, y, WIDTH - RIGHT, y)
        if is_power:
            out.append('<text x="%d" y="%.1f" text-anchor="end">%s</text>' %
                       (LEFT - 8, y + 4, number(value)))
    out.append('<text x="%.1f" y="%d" text-anchor="middle">%s</text>' %
               ((LEFT + WIDTH - RIGHT) / 2, HEIGHT - 14, escape(plot["x"])))
    middle = (TOP + HEIGHT - BOTTOM) / 2
    out.append('<text transform="translate(22 %.1f) rotate(-90)" text-anchor="middle">%s'
               "</text>" % (middle, escape(plot["y"])))

    def draw(line):
        places = [(x_axis.at(x), y_axis.at(y)) for x, y in line["points"]]
        color = 'stroke="%s"' % line["color"]
        dashes = ' stroke-dasharray="%s"' % line["dashes"] if line.get("dashes") else ""
        out.append('<polyline fill="none" %s stroke-width="2"%s points="%s"/>' %
                   (color, dashes, " ".join("%.1f,%.1f" % place for place in places)))
        for x, y in places:
            out.append('<circle cx="%.1f" cy="%.1f" r="3" fill="%s"/>' %
                       (x, y, line["color"]))
        return places[-1]

    def write_name(line, x, y):
        out.append('<text class="name" x="%.1f" y="%.1f" style="fill:%s">%s</text>' %
                   (x, y, line["color"], escape(line["name"])))

    last = max(xs)
    whole = [line for line in lines if line["points"][-1][0] == last]
    ends = apart([y_axis.at(line["points"][-1][1]) for line in whole])
    label = WIDTH - RIGHT + 16
    for line, end in zip(whole, ends):
        x, y = draw(line)
        out.append('<path fill="none" stroke="%s" stroke-width="1" opacity="0.5" '
                   'd="M%.1f %.1fL%.1f %.1f"/>' % (line["color"], x + 4, y, label - 3, end))
        write_name(line, label, end + 4)
    for line in lines:
        if line not in whole:
            x, y = draw(line)
            write_name(line, x, y - 9)
    out.append("</svg>")
    with open(path, "w") as file:
        file.write("\n".join(out) + "\n")
