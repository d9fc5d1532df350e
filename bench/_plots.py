"""Bars in SVG, drawn here: what was measured beside the bare limit, the peers and the goal.

Lengths are logarithmic, for the limit is often a hundred times away. The words of each bar say its number, so that
nothing is told by colour alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from math import floor, log10

from bench._figures import shown

_WIDTH, _ROW, _LEFT, _RIGHT, _TOP = 760, 30, 190, 130, 20
_FILLS = {"ours": "#00695c", "limit": "#90a4ae", "peer": "#c77700", "goal": "#546e7a"}


@dataclass(frozen=True)
class Bar:
    """One number with its name; ``kind``: ours, limit, peer or goal."""

    name: str
    value: float
    kind: str


def plot(title: str, unit: str, bars: Sequence[Bar], more_is_better: bool) -> str:
    """A picture with its title and its description, for whoever does not see it."""
    known = [one for one in bars if one.value > 0]
    lowest = floor(log10(min((one.value for one in known), default=1))) - 0.3
    highest = log10(max((one.value for one in known), default=10))
    height = _TOP + _ROW * len(known) + 10
    said = "; ".join(f"{one.name} {shown(one.value)} {unit}" for one in known)
    better = "longer is better" if more_is_better else "shorter is better"
    rows = [_row(one, number, unit, lowest, highest) for number, one in enumerate(known)]
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" role="img" viewBox="0 0 {_WIDTH} {height}"'
            ' aria-labelledby="title description">',
            f'<title id="title">{escape(title)}</title>',
            f'<desc id="description">{escape(said)}. Bars are logarithmic; {better}.</desc>',
            f'<rect width="{_WIDTH}" height="{height}" fill="#ffffff"/>',
            f'<g font-family="sans-serif" font-size="14" fill="#1a1a1a">'
            f'<text x="{_LEFT}" y="14" font-size="12">{unit}, logarithmic; {better}</text>',
            *rows,
            "</g>",
            "</svg>",
            "",
        ]
    )


def _row(bar: Bar, number: int, unit: str, lowest: float, highest: float) -> str:
    room = _WIDTH - _LEFT - _RIGHT
    long = max(2.0, room * (log10(bar.value) - lowest) / max(highest - lowest, 0.1))
    top = _TOP + _ROW * number
    outline = ' fill="none" stroke="#546e7a" stroke-dasharray="4 3"' if bar.kind == "goal" else ""
    fill = outline or f' fill="{_FILLS[bar.kind]}"'
    return (
        f'<text x="{_LEFT - 10}" y="{top + 20}" text-anchor="end">{escape(bar.name)}</text>'
        f'<rect x="{_LEFT}" y="{top + 5}" width="{long:.1f}" height="20"{fill}/>'
        f'<text x="{_LEFT + long + 8:.1f}" y="{top + 20}">{shown(bar.value)} {escape(unit)}</text>'
    )
