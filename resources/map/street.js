// Points at a street that is closed: dragged from one end to the other, or a click on one block.
// `say` tells both ends to Python, which knows the streets; Esc gives up.
"use strict";

const DRAGGED_PX = 6;

backhaul.Street = class {
  constructor(map, pointer, say) {
    this._map = map;
    this._pointer = pointer;
    this._say = say;
    this._from = null; // where the button went down
    this.isOn = false;
    const box = map.getContainer();
    box.addEventListener("pointerdown", (event) => this._down(event), true);
    box.addEventListener("pointermove", (event) => this._moved(event));
    box.addEventListener("pointerup", (event) => this._up(event));
  }

  begin() {
    this.end();
    this.isOn = this._pointer.isResting = true;
    this._map.getContainer().style.cursor = "crosshair";
    this._map.dragging.disable();
    this._pointer.tell(backhaul.tr("Drag along the closed street from end to end, or click on one block. Esc ends."));
    this._line = L.polyline([], { className: "bh-street-line", interactive: false }).addTo(this._map);
    this._say({ type: "going_on", what: "street", is_on: true });
    if (this.onChange) this.onChange();
  }

  end() {
    if (!this.isOn) return;
    this.isOn = this._pointer.isResting = false;
    this._from = null;
    this._map.getContainer().style.cursor = "";
    this._map.dragging.enable();
    this._pointer.tell("");
    this._line.remove();
    this._say({ type: "going_on", what: "street", is_on: false });
    if (this.onChange) this.onChange();
  }

  _down(event) {
    if (!this.isOn || event.button !== 0 || event.target.closest(".leaflet-control")) return;
    this._from = this._map.mouseEventToContainerPoint(event);
    this._map.getContainer().setPointerCapture(event.pointerId);
  }

  _moved(event) {
    if (this._from) this._line.setLatLngs([this._from, this._map.mouseEventToContainerPoint(event)].map((at) => this._latlng(at)));
  }

  _up(event) {
    if (!this._from) return;
    const here = this._map.mouseEventToContainerPoint(event);
    const [from, to] = [this._from, here.distanceTo(this._from) < DRAGGED_PX ? this._from : here].map((at) => this._latlng(at));
    this.end();
    this._pointer.skipClick();
    this._say({ type: "street_drawn", lat: from.lat, lon: from.lng, to_lat: to.lat, to_lon: to.lng });
  }

  _latlng(place) {
    return this._map.containerPointToLatLng(place).wrap();
  }
};
