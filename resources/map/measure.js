// Measures a way by clicks: the straight line from place to place, with its length so far.
"use strict";

backhaul.Measure = class {
  constructor(map, pointer, say) {
    this._map = map;
    this._say = say;
    this._pointer = pointer;
    this._places = [];
    this._line = null;
    this.isOn = false;
    map.on("click", (event) => this.isOn && this._add(event.latlng));
    map.on("mousemove", (event) => this.isOn && this._draw(event.latlng));
    document.addEventListener("keydown", (event) => {
      if (this.isOn && event.key === "Backspace" && this._places.length > 1) this._takeBack();
    });
  }

  begin() {
    this.end();
    this.isOn = this._pointer.isResting = true;
    this._map.getContainer().style.cursor = "crosshair";
    this._map.doubleClickZoom.disable();
    this._pointer.tell(backhaul.tr("Click from place to place. Backspace takes one back, Esc ends."));
    this._line = L.polyline([], { className: "bh-pin-line", interactive: false }).addTo(this._map);
    this._say({ type: "going_on", what: "measure", is_on: true });
    if (this.onChange) this.onChange();
  }

  end() {
    if (!this.isOn) return;
    this.isOn = this._pointer.isResting = false;
    this._map.getContainer().style.cursor = "";
    this._map.doubleClickZoom.enable();
    this._pointer.tell("");
    this._line.remove();
    this._places = [];
    this._say({ type: "going_on", what: "measure", is_on: false });
    if (this.onChange) this.onChange();
  }

  // Metres along the places that were clicked.
  get metres() {
    return this._places.slice(1).reduce((sum, at, i) => sum + this._map.distance(this._places[i], at), 0);
  }

  _add(latlng) {
    this._places.push(latlng);
    this._draw(latlng);
  }

  _takeBack() {
    this._places.pop();
    this._draw(this._places[this._places.length - 1]);
  }

  _draw(here) {
    this._line.setLatLngs([...this._places, here]);
    if (!this._places.length) return;
    const on = this.metres + this._map.distance(this._places[this._places.length - 1], here);
    this._pointer.tell(backhaul.tr("{n} in a straight line", backhaul.metresInWords(on)));
  }
};
