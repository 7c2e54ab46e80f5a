"""The figures as a plot: python plot.py FIGURES.json PLOT.svg, by an interpreter that has matplotlib.

The same figures give the same bytes.
"""

import json
import math
import statistics
import sys
from collections import Counter
from collections.abc import Mapping
from itertools import pairwise
from pathlib import Path
from typing import Any

import matplotlib as mpl
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, NullLocator

OURS = "CollectIQ"
OUR_COLOR = "#1257c4"
COLORS = ("#b5482a", "#2f7d4f", "#7a5aa6", "#a8780f", "#3d7f8c", "#8a4b6e", "#55622b", "#555555")
STYLES = ("-", "--", ":", "-.")
APART = 0.11  # between names, in powers of ten
PUSHES = 500

Line = list[tuple[int, float]]


def lines(figures: Mapping[str, Any]) -> dict[str, Line]:
    """Return the points of each tool, in the order of the page: functions, multiples of bare Python."""
    found: dict[str, Line] = {}
    for size, runs in sorted(figures["runs"].items(), key=lambda item: int(item[0])):
        for name in (name for name in figures["versions"] if name in runs and runs[name]["seconds"]):
            ratio = statistics.median(runs[name]["seconds"]) / statistics.median(runs[name]["bare"])
            found.setdefault(name, []).append((int(size), ratio))
    return found


def heights(ends: Mapping[str, float]) -> dict[str, float]:
    """Return where names stand: beside the ends of their lines, pushed away from each other where they would touch."""
    names = sorted(ends, key=lambda name: ends[name])
    powers = {name: math.log10(ends[name]) for name in names}
    for _ in range(PUSHES):
        for lower, upper in pairwise(names):
            push = max(0.0, APART - powers[upper] + powers[lower]) / 2
            powers[lower] -= push
            powers[upper] += push
    return {name: 10**power for name, power in powers.items()}


def drawn(found: Mapping[str, Line]) -> Figure:
    """Return the plot. A tool has one colour, and a style for each way to use it."""
    figure = Figure(figsize=(9.5, 6.6), layout="constrained")
    axes = figure.add_subplot(xscale="log", yscale="log", xlabel="functions")
    axes.set_ylabel("CPU time, in multiples of python -c pass")
    sizes = sorted({size for line in found.values() for size, _ in line})
    axes.set_xticks(sizes, labels=[f"{size:,}" for size in sizes])
    axes.xaxis.set_minor_locator(NullLocator())
    axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:,.0f}"))
    axes.grid(visible=True, color="#dddddd", linewidth=0.6)
    axes.spines[["top", "right"]].set_visible(False)
    at = heights({name: line[-1][1] for name, line in found.items()})
    tools = list(dict.fromkeys(tool(name) for name in found if tool(name) != OURS))
    drawn_of: Counter[str] = Counter()
    for name, line in found.items():
        ours = tool(name) == OURS
        color = OUR_COLOR if ours else COLORS[tools.index(tool(name)) % len(COLORS)]
        style = STYLES[drawn_of[tool(name)] % len(STYLES)]
        drawn_of[tool(name)] += 1
        width = 2.4 if ours else 1.3
        axes.plot(*zip(*line, strict=True), style, color=color, linewidth=width, marker="o", markersize=3.5)
        label(axes, name, line[-1], (sizes[-1] * 1.35, at[name]), color)
    axes.set_xlim(sizes[0] * 0.85, sizes[-1] * 1.15)
    return figure


def tool(name: str) -> str:
    """Return the tool, of which a line is one way to use it."""
    return name.partition(", ")[0]


def label(axes: Any, name: str, end: tuple[int, float], at: tuple[float, float], color: str) -> None:
    """Write a tool's name beside its line, with a thin line between the two."""
    weight = "bold" if name.startswith(OURS) else "normal"
    arrow = {"arrowstyle": "-", "color": color, "linewidth": 0.5, "shrinkB": 3, "relpos": (0, 0.5)}
    text = name.replace("`", "")
    axes.annotate(
        text,
        end,
        at,
        color=color,
        weight=weight,
        fontsize=9,
        verticalalignment="center",
        arrowprops=arrow,
        annotation_clip=False,
    )


def main() -> None:
    source, target = (Path(word) for word in sys.argv[1:])
    mpl.rcParams.update({"svg.hashsalt": "peers", "svg.fonttype": "none", "font.family": "sans-serif"})
    figure = drawn(lines(json.loads(source.read_text(encoding="utf-8"))))
    figure.savefig(target, metadata={"Date": None, "Creator": None})


if __name__ == "__main__":
    main()
