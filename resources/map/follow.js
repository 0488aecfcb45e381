// Keeps one van in the middle until somebody moves the map, and marks a place that was looked up.
"use strict";

const STRAY_SHARE = 0.18; // of the map's smaller side; nearer to the middle the map rests
const FOUND_MS = 20_000;

backhaul.Follow = class {
  constructor(map, layer, pointer, say) {
    this._map = map;
    this._layer = layer;
    this._pointer = pointer;
    this._say = say;
    this._id = "";
    this._found = null;
    map.on("dragstart", () => this.end());
    // A pan that was asked for while a zoom was animated is lost.
    map.on("moveend", () => this.look());
  }

  begin(id) {
    this._id = id;
    this._isFirst = true;
    this._say({ type: "going_on", what: "follow", is_on: true });
    this.look();
  }

  end() {
    if (!this._id) return;
    this._id = "";
    this._pointer.tell("");
    this._say({ type: "going_on", what: "follow", is_on: false });
  }

  // Called when positions came in.
  look() {
    const driver = this._id && this._layer.marks.drivers.get(this._id);
    if (!driver || !Number.isFinite(driver.toX)) return;
    this._pointer.tell(backhaul.tr("Following {n}. Esc, or moving the map, ends it.", driver.look.title));
    const at = this._map.unproject([driver.toX, driver.toY], 0);
    const size = this._map.getSize();
    const stray = this._map.latLngToContainerPoint(at).distanceTo(size.divideBy(2));
    const isFirst = this._isFirst;
    this._isFirst = false;
    if (isFirst) this._map.setView(at, Math.max(this._map.getZoom(), 15), { animate: true });
    else if (stray > Math.min(size.x, size.y) * STRAY_SHARE) this._map.panTo(at, { animate: true, duration: 0.6 });
  }

  // A ring around a place, with its name, for some seconds.
  mark(at, words) {
    if (this._found) this._found.remove();
    const label = backhaul.element("", words);
    this._found = L.circleMarker(at, { radius: 13, className: "bh-found", interactive: false }).addTo(this._map);
    this._found.bindTooltip(label, { permanent: true, direction: "top", offset: [0, -12], className: "bh-pin-tip" });
    clearTimeout(this._timer);
    this._timer = setTimeout(() => this._found.remove(), FOUND_MS);
  }
};
