// Several marks at once: a box with Shift held, or a drawn line around them (lasso) with Alt held or
// after its button was pressed. A geofence is drawn by the same line. `say` sends one word to
// Python; Esc gives up.
"use strict";

const MOST_GATHERED = 400;
const LINE_STEP_PX = 4;
const MOST_CORNERS = 120; // of a geofence

backhaul.Gather = class {
  constructor(map, layer, say) {
    this._map = map;
    this._layer = layer;
    this._say = say;
    this._line = null; // of places while one is drawn
    this.isLasso = false; // by the button: the next drag draws one
    this._isFence = false; // and it is to be a geofence
    this.tell = () => {}; // a sentence over the map
    const space = "http://www.w3.org/2000/svg";
    this._picture = document.createElementNS(space, "svg");
    this._picture.setAttribute("class", "bh-gather");
    this._shape = document.createElementNS(space, "path");
    this._picture.append(this._shape);
    map.getContainer().append(this._picture);
    map.boxZoom.disable();
  }

  // By a button or a key: the next drag draws a line.
  setLasso(isWanted, isFence = false) {
    this.isLasso = isWanted;
    if (this._isFence !== isFence) this.tell(isFence ? backhaul.tr("Draw around a place: vans that come in or leave are told. Esc ends.") : "");
    this._isFence = isFence;
    this._say({ type: "going_on", what: "lasso", is_on: isWanted });
    if (this.onChange) this.onChange();
  }

  get isDrawing() {
    return this._line !== null;
  }

  // Whether a drag that begins now gathers marks instead of moving the map.
  wants(event) {
    return event.shiftKey || event.altKey || this.isLasso;
  }

  begin(place, event) {
    this._line = [place];
    this._isBox = event.shiftKey && !event.altKey && !this.isLasso;
    this._draw();
  }

  move(place) {
    const last = this._line[this._line.length - 1];
    if (this._isBox) this._line[1] = place;
    else if (Math.hypot(place.x - last.x, place.y - last.y) >= LINE_STEP_PX) this._line.push(place);
    this._draw();
  }

  // Tells what lies inside; a drag that went nowhere is none.
  end(event) {
    const corners = this._corners();
    if (this._isFence) return this._endFence(this._fewer(corners));
    this.giveUp();
    if (corners.length < 3) return false;
    const { marks } = this._layer;
    const within = (store, isWanted) => [...store.values()]
      .filter((mark) => isWanted(mark) && isInside(this._placeOf(mark), corners))
      .slice(0, MOST_GATHERED)
      .map(({ id }) => id);
    const cases = within(marks.cases, () => true);
    const stops = within(marks.stops, (stop) => !backhaul.isEnded(stop));
    this._say({ type: "gathered", cases, stops, is_added: event.ctrlKey || event.metaKey });
    return true;
  }

  // A line around nothing is drawn again.
  _endFence(corners) {
    if (corners.length < 3) {
      this._line = null;
      this._draw();
      this.tell(backhaul.tr("Draw around an area, not along a line. Esc ends."));
    } else {
      this.giveUp();
      this._say({ type: "fence_drawn", corners });
    }
    return true;
  }

  giveUp() {
    this._line = null;
    if (this.isLasso) this.setLasso(false);
    this._draw();
  }

  // The same outline with no more corners than are sent, as latitude and longitude.
  _fewer(corners) {
    let few = corners;
    for (let tolerance = 2; few === corners || few.length > MOST_CORNERS; tolerance *= 1.5) {
      few = L.LineUtil.simplify(corners.map(({ x, y }) => L.point(x, y)), tolerance);
    }
    return few.map((at) => this._map.containerPointToLatLng(at).wrap()).map(({ lat, lng }) => [lat, lng]);
  }

  _placeOf(mark) {
    return this._map.latLngToContainerPoint(this._map.unproject([mark.x, mark.y], 0));
  }

  _corners() {
    const line = this._line || [];
    if (!this._isBox) return line;
    if (line.length < 2) return [];
    const [a, b] = line;
    return [a, { x: b.x, y: a.y }, b, { x: a.x, y: b.y }];
  }

  _draw() {
    const corners = this._corners();
    const path = corners.map(({ x, y }, at) => `${at ? "L" : "M"}${x} ${y}`).join("");
    this._shape.setAttribute("d", path && `${path}Z`);
  }
};

// Even-odd rule: how often a ray to the right crosses the outline.
const isInside = ({ x, y }, corners) => {
  let isIn = false;
  for (let i = 0, j = corners.length - 1; i < corners.length; j = i++) {
    const [a, b] = [corners[i], corners[j]];
    if (a.y > y !== b.y > y && x < ((b.x - a.x) * (y - a.y)) / (b.y - a.y) + a.x) isIn = !isIn;
  }
  return isIn;
};
backhaul.isInside = isInside;
