"""The map as a drawing of the server: SVG that works without script, in print and in both colour schemes.

Everything has a class and nothing a style: ``maps/map.css`` dresses it. A narrow screen gets its own window onto the
middle of the same drawing, so that marks and words keep their size.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache

from markupsafe import Markup

from civicore.maps.atlas import Atlas
from civicore.maps.marks import Cluster, Mark, Shape
from civicore.maps.points import Point
from civicore.maps.views import MapView

_SHAPES: dict[Shape, Markup] = {
    "circle": Markup('<circle class="map-shape" r="14"/>'),
    "diamond": Markup('<path class="map-shape" d="M0-17 17 0 0 17-17 0z"/>'),
    "triangle": Markup('<path class="map-shape" d="M0-18 17 13H-17z"/>'),
    "square": Markup('<path class="map-shape" d="M-13-13H13V13H-13z"/>'),
}
PIN = Markup(
    '<path class="map-pin" d="M0 0C-3-10-13-16-13-27a13 13 0 1 1 26 0C13-16 3-10 0 0z"/>'
    '<circle class="map-pin-eye" cy="-27" r="5"/>'
)
_DRAWN = Markup('<div class="map-drawn">{}</div>')
_KEPT = Markup('<svg class="map-kept" aria-hidden="true" focusable="false"><g id="{}">{}</g></svg>')

ClusterWords = Callable[[Cluster], tuple[str, str]]
_Over = tuple[float, float, Markup]
_Box = tuple[int, int, int, int]


def svg(
    view: MapView,
    atlas: Atlas,
    marks: Sequence[Mark | Cluster] = (),
    *,
    language: str,
    label: str = "",
    pin: Point | None = None,
    chosen: str | None = None,
    small: tuple[int, int] | None = None,
    cluster: ClusterWords | None = None,
) -> Markup:
    """Draw a view: ground, areas with names, marks as links, a pin.

    ``label`` names the picture for those who do not see it; without it the picture is decoration. ``chosen`` is the
    id of an area to stand out, ``small`` the size of the window for narrow screens, in pixels. ``cluster`` gives the
    accessible name and the address of a cluster; it is needed when ``marks`` hold one.
    """
    below = _grounded(view, atlas, language, chosen)
    over = [_mark(view, one, cluster) for one in marks] + ([_pin(view, pin)] if pin else [])
    whole, units = (0, 0, view.width, view.height), atlas.units.get(language, ("km", "m"))
    if small is None:
        return _DRAWN.format(_window("map-whole", view, whole, label, below + _scale(view, whole, units), over))
    name = f"map-{view.width}-{view.height}"
    middle = ((view.width - small[0]) // 2, (view.height - small[1]) // 2, *small)
    inner = [one for one in over if _within(one, middle)]
    used = Markup('<use href="#{}"/>').format(name)
    narrow = _window("map-small", view, middle, label, used + _scale(view, middle, units), inner)
    wide = _window("map-large", view, whole, label, used + _scale(view, whole, units), over)
    return _DRAWN.format(_KEPT.format(name, below) + narrow + wide)


@lru_cache(maxsize=64)
def _grounded(view: MapView, atlas: Atlas, language: str, chosen: str | None) -> Markup:
    from civicore.maps.ground import ground  # loads what measures shapes

    return ground(view, atlas, language, chosen)


def _window(kind: str, view: MapView, box: _Box, label: str, below: Markup, over: Sequence[_Over]) -> Markup:
    """One svg: the ground with a scale, and what stands on it."""
    role = "group" if any("<a " in one[2] for one in over) else "img"
    said = Markup('role="{}" aria-label="{}"').format(role, label) if label else Markup('aria-hidden="true"')
    top = Markup('<svg class="map-svg {}" viewBox="{} {} {} {}" width="{}" height="{}" {}>').format(
        kind, *box, *box[2:], said
    )
    hidden = Markup('<g aria-hidden="true">{}</g>').format(below)
    return top + hidden + Markup("").join(one[2] for one in over) + Markup("</svg>")


def _within(one: _Over, box: _Box) -> bool:
    left, top, width, height = box
    return left <= one[0] <= left + width and top <= one[1] <= top + height


def _scale(view: MapView, box: _Box, units: tuple[str, str]) -> Markup:
    """A bar of a round length, at most a quarter of the window."""
    longest = box[2] / 4 * view.metres_a_pixel
    metres = max((one * 10**power for power in range(6) for one in (1, 2, 5) if one * 10**power <= longest), default=1)
    wide, said = metres / view.metres_a_pixel, _length(metres, units)
    left, low = box[0] + 12, box[1] + box[3] - 10
    return Markup(
        '<path class="map-scale" d="M{} {}v6h{:.1f}v-6"/><text class="map-scale-name" x="{}" y="{}">{}</text>'
    ).format(left, low - 6, wide, left + 5, low - 5, said)


def _length(metres: int, units: tuple[str, str]) -> str:
    return f"{metres // 1000}\u00a0{units[0]}" if metres >= 1000 else f"{metres}\u00a0{units[1]}"


def _mark(view: MapView, one: Mark | Cluster, cluster: ClusterWords | None) -> _Over:
    x, y = view.to_pixel(one.point)
    if isinstance(one, Mark):
        inner = Markup('{}<text class="map-letter" y="{}">{}</text>').format(
            _SHAPES[one.shape], 8 if one.shape == "triangle" else 5, one.letter
        )
        return _link(x, y, f"map-mark {one.shape}", (one.title, one.href), inner)
    if cluster is None:
        raise ValueError("a map with clusters needs words and addresses for them")
    radius = 16 if len(one.marks) < 10 else 19 if len(one.marks) < 100 else 23
    inner = Markup('<circle class="map-shape" r="{}"/><text class="map-letter" y="5">{}</text>').format(
        radius, len(one.marks)
    )
    return _link(x, y, "map-mark map-cluster", cluster(one), inner)


def _link(x: float, y: float, kind: str, said: tuple[str, str], inner: Markup) -> _Over:
    words, address = said
    link = Markup(
        '<a class="{}" href="{}" aria-label="{}" transform="translate({:.1f} {:.1f})"><title>{}</title>{}</a>'
    )
    return x, y, link.format(kind, address, words, x, y, words, inner)


def _pin(view: MapView, point: Point) -> _Over:
    x, y = view.to_pixel(point)
    return x, y, Markup('<g transform="translate({:.1f} {:.1f})">{}</g>').format(x, y, PIN)
