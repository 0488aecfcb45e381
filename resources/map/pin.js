// The pin of one place while it is being put right: dragged, or put down by a click, with how far
// it is from where it was. `say` sends one word to Python; nothing else can be touched meanwhile.
"use strict";

backhaul.Pin = class {
  constructor(map, pointer, say) {
    this._map = map;
    this._pointer = pointer;
    this._say = say;
    this._bar = backhaul.element("bh-pin-bar", "", map.getContainer());
    this._marker = this._line = this._was = null;
    map.on("click", (event) => this._marker && this._put(event.latlng));
    document.addEventListener("keydown", (event) => this._key(event));
  }

  // Shows the pin at its place; `words` say what is asked for. `isNew`: there is no earlier place.
  begin({ lat, lon, words, is_new: isNew }) {
    this.end();
    const start = isNew ? this._map.getCenter() : L.latLng(lat, lon);
    this._was = isNew ? null : start;
    this._pointer.isResting = true;
    this._label = backhaul.element("bh-pin-words", "");
    this._line = L.polyline([start, start], { className: "bh-pin-line", interactive: false }).addTo(this._map);
    const icon = L.divIcon({ className: "bh-pin", html: picture(), iconSize: [34, 44], iconAnchor: [17, 43] });
    this._marker = L.marker(start, { icon, draggable: true, autoPan: true, keyboard: false, zIndexOffset: 10_000 });
    this._marker.addTo(this._map);
    this._marker.bindTooltip(this._label, { permanent: true, direction: "top", offset: [0, -42], className: "bh-pin-tip" });
    this._marker.on("drag", () => this._measure());
    this._marker.on("dragend", () => this._put(this._marker.getLatLng()));
    this._bar.textContent = words;
    this._bar.classList.add("is-shown");
    this._measure();
    if (!isNew) this._map.setView(start, Math.max(this._map.getZoom(), 17), { animate: false });
  }

  end() {
    if (!this._marker) return;
    this._marker.remove();
    this._line.remove();
    this._marker = this._line = this._was = null;
    this._bar.classList.remove("is-shown");
    this._pointer.isResting = false;
  }

  _put(latlng) {
    this._marker.setLatLng(latlng);
    this._measure();
    const { lat, lng } = latlng.wrap();
    this._say({ type: "pin_put", lat, lon: lng });
  }

  _measure() {
    const here = this._marker.getLatLng();
    const metres = this._was ? Math.round(this._map.distance(this._was, here)) : 0;
    this._line.setLatLngs([this._was || here, here]);
    this._label.textContent = metres ? backhaul.metresInWords(metres) : backhaul.tr("Drag me");
  }

  _key(event) {
    if (!this._marker) return;
    if (event.key === "Enter") this._put(this._marker.getLatLng());
    else if (event.key === "Escape") this._say({ type: "pin_left" });
    else return;
    event.preventDefault();
  }
};

backhaul.metresInWords = (metres) =>
  (metres < 1000 ? `${Math.round(metres)} m` : `${(metres / 1000).toFixed(metres < 20_000 ? 1 : 0)} km`);

const SVG = "http://www.w3.org/2000/svg";

const picture = () => {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", "0 0 34 44");
  const body = document.createElementNS(SVG, "path");
  body.setAttribute("d", "M17 43C17 43 32 27 32 16A15 15 0 0 0 2 16C2 27 17 43 17 43Z");
  const eye = document.createElementNS(SVG, "circle");
  for (const [name, value] of [["cx", 17], ["cy", 16], ["r", 5.5]]) eye.setAttribute(name, value);
  svg.append(body, eye);
  return svg;
};
