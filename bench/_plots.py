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

_BARS, _ROW, _LEFT, _RIGHT, _TOP = 440, 30, 150, 190, 20  # of the bars, a row, the least for names, numbers, the head
_LETTER = 7.6  # width of one, at most
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
    left = max(_LEFT, round(_LETTER * max((len(one.name) for one in known), default=0)) + 20)
    width = left + _BARS + _RIGHT
    height = _TOP + _ROW * len(known) + 10
    said = "; ".join(f"{one.name} {shown(one.value)} {unit}" for one in known)
    better = "longer is better" if more_is_better else "shorter is better"
    rows = [_row(one, left, _TOP + _ROW * number, unit, (lowest, highest)) for number, one in enumerate(known)]
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" role="img" viewBox="0 0 {width} {height}"'
            ' aria-labelledby="title description">',
            f'<title id="title">{escape(title)}</title>',
            f'<desc id="description">{escape(said)}. Bars are logarithmic; {better}.</desc>',
            f'<rect width="{width}" height="{height}" fill="#ffffff"/>',
            f'<g font-family="sans-serif" font-size="14" fill="#1a1a1a">'
            f'<text x="{left}" y="14" font-size="12">{unit}, logarithmic; {better}</text>',
            *rows,
            "</g>",
            "</svg>",
            "",
        ]
    )


def _row(bar: Bar, left: int, top: int, unit: str, between: tuple[float, float]) -> str:
    lowest, highest = between
    long = max(2.0, _BARS * (log10(bar.value) - lowest) / max(highest - lowest, 0.1))
    outline = ' fill="none" stroke="#546e7a" stroke-dasharray="4 3"' if bar.kind == "goal" else ""
    fill = outline or f' fill="{_FILLS[bar.kind]}"'
    return (
        f'<text x="{left - 10}" y="{top + 20}" text-anchor="end">{escape(bar.name)}</text>'
        f'<rect x="{left}" y="{top + 5}" width="{long:.1f}" height="20"{fill}/>'
        f'<text x="{left + long + 8:.1f}" y="{top + 20}">{shown(bar.value)} {escape(unit)}</text>'
    )
