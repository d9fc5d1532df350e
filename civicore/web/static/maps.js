// Makes maps of the server movable. Without it every map is a picture with links and buttons that do the same.
const L = window.L;
const ORDER = ["mountain", "park", "site", "water", "river", "rail", "road", "ring"];
const SHAPES = {
  circle: '<circle class="map-shape" r="14"/>',
  diamond: '<path class="map-shape" d="M0-17 17 0 0 17-17 0z"/>',
  triangle: '<path class="map-shape" d="M0-18 17 13H-17z"/>',
  square: '<path class="map-shape" d="M-13-13H13V13H-13z"/>',
};
const PIN = '<svg viewBox="-16 -42 32 44" aria-hidden="true"><path class="map-pin" d="M0 0C-3-10-13-16-13-27a13 13 0 1 1 26 0C13-16 3-10 0 0z"/><circle class="map-pin-eye" cy="-27" r="5"/></svg>';

async function ground(map, box) {
  const said = box.dataset;
  if (said.tiles) L.tileLayer(said.tiles, { attribution: said.attribution, maxZoom: 19, referrerPolicy: "origin" }).addTo(map);
  const shapes = await (await fetch(said.shapes)).json();
  const of = (kind) => shapes.features.filter((one) => one.properties.kind === kind);
  const draw = (features, name) => L.geoJSON(features, { interactive: false, style: (one) => ({ className: name(one.properties) }) }).addTo(map);
  if (!said.tiles) {
    draw(of("area"), (one) => `map-area map-tint-${one.tint}`);
    for (const kind of ORDER) {
      if (kind === "road" || kind === "ring") draw(of(kind), () => `map-${kind}-edge`);
      draw(of(kind), () => `map-${kind}`);
    }
  }
  draw(of("area"), () => "map-border");
  map.createPane("words").style.zIndex = 450;
  for (const one of of("area")) {
    const tip = L.tooltip({ pane: "words", permanent: true, direction: "center", className: "map-tip", interactive: false });
    tip.setLatLng(one.properties.at).setContent(document.createTextNode(one.properties.name)).addTo(map);
    tip.getElement().setAttribute("aria-hidden", "true");
  }
  return of("area");
}

// A scale in the words of the page.
const Scale = L.Control.Scale.extend({
  _updateMetric(longest) {
    const metres = this._getRoundNum(longest), { km, m } = this.options.said;
    this._updateScale(this._mScale, metres < 1000 ? `${metres}\u00a0${m}` : `${metres / 1000}\u00a0${km}`, metres / longest);
  },
});

function start(box) {
  const said = box.dataset;
  const live = box.querySelector(".map-live");
  live.hidden = false;
  for (const plain of box.querySelectorAll(".map-plain")) plain.hidden = true;
  for (const own of box.querySelectorAll("[data-script]")) own.hidden = false;
  const map = L.map(live, { zoomControl: false, attributionControl: false, minZoom: 9, maxZoom: 18, zoomAnimation: !matchMedia("(prefers-reduced-motion: reduce)").matches });
  L.control.zoom({ zoomInTitle: said.in, zoomOutTitle: said.out }).addTo(map);
  new Scale({ imperial: false, said }).addTo(map);
  if (said.tiles && said.attribution) L.control.attribution({ prefix: false }).addTo(map);
  live.setAttribute("role", "region");
  live.setAttribute("aria-label", said.label);
  const far = () => live.toggleAttribute("data-far", map.getZoom() < 11);
  map.on("zoomend", far);
  map.setView([said.lat, said.lon], said.zoom);
  far();
  return map;
}

// Which area a place is in: counts the borders to the east of it.
const within = (areas, { lat, lng }) =>
  areas.find((area) => [area.geometry.coordinates].flat(area.geometry.type === "Polygon" ? 1 : 2).reduce((inside, ring) => {
    for (let i = 0, j = ring.length - 1; i < ring.length; j = i++) {
      const [x, y] = ring[i], [u, v] = ring[j];
      if (y > lat !== v > lat && lng < ((u - x) * (lat - y)) / (v - y) + x) inside = !inside;
    }
    return inside;
  }, false));

async function pick(box) {
  const map = start(box), form = box.closest("form") ?? document;
  const lat = form.querySelector("[name=lat]"), lon = form.querySelector("[name=lon]"), where = box.querySelector(".map-where");
  const clear = box.querySelector("[value=clear]");
  let areas = [], pin = null;
  const tell = () => {
    const at = pin?.getLatLng(), area = at && within(areas, at);
    where.textContent = !at ? where.dataset.none : area ? where.dataset.inside.replace("{}", area.properties.name) : areas.length ? where.dataset.outside : "";
    clear.hidden = !at;
  };
  const put = (at) => {
    if (!pin) {
      const icon = L.divIcon({ className: "map-pin-icon", html: PIN, iconSize: [0, 0] });
      pin = L.marker(at, { icon, draggable: true, autoPan: true, alt: box.dataset.pin, title: box.dataset.pin }).addTo(map);
      pin.getElement().setAttribute("aria-label", box.dataset.pin);
      pin.on("dragend", () => put(pin.getLatLng()));
      pin.getElement().addEventListener("keydown", step);
    }
    pin.setLatLng(at);
    lat.value = at.lat.toFixed(6);
    lon.value = at.lng.toFixed(6);
    tell();
  };
  const step = (event) => {
    const by = { ArrowUp: [0, -8], ArrowDown: [0, 8], ArrowLeft: [-8, 0], ArrowRight: [8, 0] }[event.key];
    if (!by) return;
    event.preventDefault();
    event.stopPropagation();
    put(map.containerPointToLatLng(map.latLngToContainerPoint(pin.getLatLng()).add(by)));
    map.panInside(pin.getLatLng(), { padding: [40, 60] });
  };
  const typed = () => {
    const at = [Number(lat.value), Number(lon.value)];
    if (lat.value && lon.value && at.every(Number.isFinite) && Math.abs(at[0]) <= 90 && Math.abs(at[1]) <= 180) { put(L.latLng(at)); map.panTo(at); }
  };
  map.on("click", (event) => put(event.latlng));
  box.querySelector("[value=here]").addEventListener("click", (event) => { event.preventDefault(); put(map.getCenter()); });
  clear.addEventListener("click", (event) => { event.preventDefault(); pin?.remove(); pin = null; lat.value = lon.value = ""; tell(); });
  const mine = box.querySelector("[data-position]");
  mine.hidden = !navigator.geolocation;
  mine.addEventListener("click", () => navigator.geolocation.getCurrentPosition(
    ({ coords }) => { const at = L.latLng(coords.latitude, coords.longitude); put(at); map.setView(at, 16); },
    () => { where.textContent = where.dataset.failed; },
    { enableHighAccuracy: true, timeout: 15000 },
  ));
  lat.addEventListener("change", typed);
  lon.addEventListener("change", typed);
  if (lat.value && lon.value) typed();
  areas = await ground(map, box);
  tell();
}

const made = (tag, words, facts = {}) => Object.assign(document.createElement(tag), { textContent: words, ...facts });

// A mark at the edge or under the buttons moves as far in as it takes to press it.
function seen(one, map) {
  const at = map.latLngToContainerPoint([one.lat, one.lon]), size = map.getSize();
  const y = Math.min(Math.max(at.y, 20), size.y - 20), x = Math.min(Math.max(at.x, y < 130 ? 76 : 20), size.x - 20);
  return map.containerPointToLatLng([x, y]);
}

function drawn(one, map) {
  const link = made("a", "", { href: one.href, className: `map-icon map-mark ${one.count ? "map-cluster" : one.shape}` });
  link.setAttribute("aria-label", one.title);
  link.title = one.title;
  const shape = one.count ? `<circle class="map-shape" r="${one.count < 10 ? 16 : one.count < 100 ? 18 : 19}"/>` : SHAPES[one.shape];
  link.innerHTML = `<svg viewBox="-20 -20 40 40" aria-hidden="true">${shape}<text class="map-letter" y="${one.shape === "triangle" ? 8 : 5}"></text></svg>`;
  link.querySelector("text").textContent = one.count || one.letter;
  if (one.box) link.addEventListener("click", (event) => { event.preventDefault(); map.fitBounds(one.box, { padding: [60, 60], maxZoom: 17 }); });
  return L.marker(seen(one, map), { icon: L.divIcon({ className: "", html: link, iconSize: [0, 0] }), keyboard: false, interactive: false });
}

async function look(box) {
  const map = start(box), marks = L.layerGroup().addTo(map), list = document.querySelector(box.dataset.list), count = document.querySelector(box.dataset.count);
  let latest = 0, still = false;
  const show = async () => {
    if (still) return;
    const mine = ++latest, at = map.getBounds(), size = map.getSize(), middle = map.getCenter();
    const asked = new URL(box.dataset.marks, location.href);
    for (const [name, value] of [["lat", middle.lat.toFixed(5)], ["lon", middle.lng.toFixed(5)], ["zoom", map.getZoom()], ["w", Math.round(size.x)], ["h", Math.round(size.y)]]) asked.searchParams.set(name, value);
    const answer = await fetch(asked);
    if (mine !== latest || !answer.ok) return;
    const found = await answer.json();
    marks.clearLayers();
    for (const one of found.marks) marks.addLayer(drawn(one, map));
    marks.eachLayer((mark) => mark.getElement().firstChild.addEventListener("focus", (event) => uncover(mark, event.target)));
    if (count) count.textContent = found.said;
    list?.replaceChildren(...found.items.map((one) => {
      const item = made("li", "");
      item.append(made("a", one.title, { href: one.href }), made("span", one.note, { className: "muted" }));
      return item;
    }));
  };
  // What the keyboard comes to must not lie under the buttons of the map.
  const uncover = (mark, link) => {
    if (!link.matches(":focus-visible")) return;
    still = true;
    map.panInside(mark.getLatLng(), { paddingTopLeft: [80, 130], paddingBottomRight: [40, 50], animate: false });
    still = false;
  };
  map.on("moveend", show);
  await Promise.all([show(), ground(map, box)]);
}

if (L) for (const box of document.querySelectorAll("[data-map]")) (box.dataset.map === "pick" ? pick : look)(box);
