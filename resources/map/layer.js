// A Leaflet layer, and the one animation loop of the page. Vans are drawn on a sheet of their own that
// covers what is in sight. All else is drawn on a sheet that reaches further, a piece each frame, and
// shown when it is complete; meanwhile the one before is moved and scaled with the map. The ways
// under the still marks are kept as a picture, so that a mark that changes costs its own place only.
"use strict";

const STILL_SHARE = 0.4; // of the time between two frames, for the still half,
const STILL_MS = [7, 30]; // and at least and at most so long
const SOON_MS = 1000;
const MARK_REACH = 26; // pixels; no still mark is drawn further from its place
const MOST_PLACES = 60; // more than these are drawn as one
const PADDING = 200; // pixels
const LEAST_REACH = 110; // pixels; a sheet that reaches less far beyond what is in sight is drawn anew
const RESTS = 4; // frames of the page in which the map has not moved
const HANDOVER = 4; // frames of the page until what was drawn on the free sheet is surely in sight
const LEAST_MOVE = 0.5; // pixels; no van that has moved less is a reason to draw

backhaul.LiveLayer = L.Layer.extend({
  initialize(marks, painter) {
    this.marks = marks;
    this.painter = painter;
    this._needsStill = this._needsMoving = false;
    this._places = []; // of still marks to draw anew
    this._steps = null; // of the still half that is being drawn
    this._afterDrawing = [];
    this._afterStill = [];
    this._isZooming = false;
    this._loop = this._soon = this._last = 0;
    this._rests = 0; // frames since the map moved
    this._handover = 0; // frames until the other sheet of vans is taken away
    this.frames = 0;
  },

  getEvents() {
    return {
      viewreset: this._settle,
      moveend: this._settle,
      resize: this._settle,
      move: this._follow,
      zoomanim: this._zoomed,
    };
  },

  onAdd(map) {
    const pane = this.getPane();
    // Pixels of both are read back to have them drawn at once (see _drawPiece).
    const options = { willReadFrequently: true };
    this._still = new backhaul.Sheet(pane, PADDING, options);
    this._next = new backhaul.Sheet(pane, PADDING, options);
    this._bound = new backhaul.Sheet(pane, 0);
    this._free = new backhaul.Sheet(pane, 0, { desynchronized: true });
    this._free.hide();
    this._moving = this._bound;
    this._next.canvas.style.display = "none";
    this._ways = document.createElement("canvas");
    this._ways.getContext("2d", options);
    this._still.lay(map);
    this.view = this._still.view; // of what is shown of the still half
    this._moving.lay(map);
    this.redraw();
  },

  onRemove() {
    cancelAnimationFrame(this._loop);
    clearTimeout(this._soon);
    for (const { canvas } of this._sheets()) canvas.remove();
  },

  setTheme(name) {
    this.painter.setPalette(backhaul.palettes[name], window.devicePixelRatio);
    this.redraw();
  },

  // Draws both halves, beginning at the next frame; `then` is called when they are drawn.
  redraw(then) {
    clearTimeout(this._soon);
    this._soon = 0;
    this._needsStill = this._needsMoving = true;
    if (then) this._afterStill.push(then);
    this._soonest();
  },

  // Draws both halves in a while: a van that drives on is no reason to draw everything.
  redrawSoon() {
    if (!this._soon) this._soon = setTimeout(() => this.redraw(), SOON_MS);
  },

  // As redraw, but of the still marks only those around these places, in world coordinates, and the
  // moving half only if it looks otherwise, a highlight lies over the still marks or a van has moved.
  redrawAround(places, isOther, then) {
    this._places.push(...places);
    if (isOther || (places.length && this.painter.highlighted())) this._needsMoving = true;
    if (then) (places.length ? this._afterStill : this._afterDrawing).push(then);
    this._soonest();
  },

  // Whether anything of the still half is yet to be drawn.
  isDrawing() {
    return this._needsStill || this._steps !== null || this._places.length > 0 || this._isZooming;
  },

  redrawMoving() {
    this._needsMoving = true;
    this._soonest();
  },

  _soonest() {
    if (!this._loop) this._loop = requestAnimationFrame((now) => this._frame(now));
  },

  // After a pan, a zoom or a change of size: what was drawn is put where it belongs.
  _settle() {
    const map = this._map;
    this._isZooming = false;
    this._place(map.getZoom(), map.getPixelOrigin());
    if (this.painter.sprites.ratio !== window.devicePixelRatio) this.painter.sprites.reset(this.painter.palette, window.devicePixelRatio);
    if (this._steps && this._next.reach(map) === -Infinity) this._steps = null;
    this._follow();
  },

  _follow() {
    this._rests = 0;
    if (this._isZooming) return;
    this._lookAtEdges();
    this.redrawMoving();
  },

  _lookAtEdges() {
    if (!this._steps && this._still.reach(this._map) < LEAST_REACH) this._needsStill = true;
  },

  // While Leaflet animates a zoom the sheets are scaled as they are, as its own renderers do.
  _zoomed({ center, zoom }) {
    this._isZooming = true;
    this._place(zoom, this._map._getNewPixelOrigin(center, zoom));
  },

  _place(zoom, origin) {
    for (const sheet of this._sheets()) sheet.place(zoom, origin);
  },

  _sheets() {
    return [this._still, this._next, this._bound, this._free];
  },

  _frame(now) {
    this._loop = 0;
    if (!this._map) return;
    const [least, most] = STILL_MS;
    const share = Math.max(least, Math.min(most, (now - this._last) * STILL_SHARE));
    this._last = now;
    if (!this._isZooming) {
      this._drawPiece(performance.now() + share);
      this._drawMoving(now);
    }
    for (const then of this._afterDrawing.splice(0)) then();
    const isStillDue = this._steps !== null || this._needsStill;
    if (!isStillDue || this._isZooming) for (const then of this._afterStill.splice(0)) then();
    if (isStillDue || this._needsMoving || this._handover || this.marks.isLively(now)) this._soonest();
  },

  _drawMoving(now) {
    const { marks, painter } = this;
    this._rests += 1;
    if (this._handover && !--this._handover) this._bound.hide();
    const isSeen = marks.glide(now, LEAST_MOVE / 2 ** this._map.getZoom());
    if (!isSeen && !this._needsMoving && !marks.pulses.size) return;
    this._chooseSheet();
    this._moving.lay(this._map);
    this._needsMoving = !painter.drawMoving(this._moving, now);
    marks.noteDrawn();
    this.frames += 1;
  },

  // While the map moves, vans are drawn on a sheet that is shown in the same frame as the map at its new
  // place. At rest they are on one that goes to the screen past the page's frames, which saves what
  // it costs to put the whole page together; the other stays until that is there.
  _chooseSheet() {
    const sheet = this._rests > RESTS ? this._free : this._bound;
    if (sheet === this._moving) return;
    this._moving = sheet;
    sheet.show();
    this._handover = sheet === this._free ? HANDOVER : 0;
    if (sheet === this._bound) this._free.hide();
  },

  // Goes on with the still half until it is complete or the frame's share of time is over.
  _drawPiece(until) {
    if (this._needsStill && !this._steps) {
      this._needsStill = false;
      this._places = [];
      this._next.lay(this._map);
      this._steps = this._stillSteps(this._next);
    }
    while (this._steps) {
      const { value: ctx, done } = this._steps.next();
      if (done) this._turnOver();
      // A canvas only notes what is to be drawn; this has it drawn, so that the clock tells the truth.
      else ctx.getImageData(0, 0, 1, 1);
      if (performance.now() > until) break;
    }
    if (this._steps || !this._places.length) return;
    this._drawAround(this._places);
    this._places = [];
  },

  _turnOver() {
    this._steps = null;
    [this._still, this._next] = [this._next, this._still];
    this.view = this._still.view;
    this._still.canvas.style.display = "";
    this._next.canvas.style.display = "none";
    this._lookAtEdges();
  },

  *_stillSteps(sheet) {
    const { view } = sheet;
    const { width, height } = sheet.canvas;
    if (this._ways.width !== width || this._ways.height !== height) [this._ways.width, this._ways.height] = [width, height];
    const ways = this._ways.getContext("2d");
    ways.setTransform(view.ratio, 0, 0, view.ratio, 0, 0);
    ways.clearRect(0, 0, view.width, view.height);
    yield* this.painter.drawWays(ways, view);
    const ctx = sheet.blank();
    ctx.drawImage(this._ways, 0, 0, view.width, view.height);
    yield ctx;
    yield* this.painter.drawMarks(ctx, view);
  },

  _drawAround(places) {
    const { view } = this;
    if (places.length > MOST_PLACES || backhaul.isClustered(view.zoom)) {
      const { width, height } = this._still.canvas;
      this._drawBoxes([{ left: 0, top: 0, width, height }]);
      return;
    }
    const side = Math.ceil(2 * MARK_REACH * view.ratio);
    const corner = (at) => Math.round((at - MARK_REACH) * view.ratio);
    this._drawBoxes(places.map(({ x, y }) => ({ left: corner(view.x(x)), top: corner(view.y(y)), width: side, height: side })));
  },

  // Boxes are in the canvas's own pixels, so that their edges are sharp.
  _drawBoxes(boxes) {
    const { ctx, view } = this._still;
    const { ratio } = view;
    ctx.save();
    ctx.setTransform(1, 0, 0, 1, 0, 0);
    ctx.beginPath();
    for (const { left, top, width, height } of boxes) ctx.rect(left, top, width, height);
    ctx.clip();
    for (const { left, top, width, height } of boxes) {
      ctx.clearRect(left, top, width, height);
      ctx.drawImage(this._ways, left, top, width, height, left, top, width, height);
    }
    ctx.setTransform(ratio, 0, 0, ratio, 0, 0);
    const reach = MARK_REACH * ratio;
    const isWithin = (at, from, length) => at > from - reach && at < from + length + reach;
    const touches = (x, y) => boxes.some(({ left, top, width, height }) =>
      isWithin(x * ratio, left, width) && isWithin(y * ratio, top, height));
    for (const _ of this.painter.drawMarks(ctx, view, touches)) continue;
    ctx.restore();
  },

  // What lies at a place of the visible map, in pixels from its corner.
  find(x, y, options) {
    const world = this.worldAt(x, y);
    const { view } = this._moving;
    const stopReach = backhaul.stopRadius(view.zoom) + 3;
    const show = { ...this.painter.show, stopReach, stops: !backhaul.isClustered(view.zoom) };
    return this.marks.find(world.x, world.y, view.scale, { ...options, show });
  },

  // The stops that are gathered under a place at a far zoom, or null.
  clusterAt(x, y) {
    const { view } = this._moving;
    if (!backhaul.isClustered(view.zoom)) return null;
    const world = this.worldAt(x, y);
    const isShown = (stop) => !backhaul.isEnded(stop);
    const { clusters } = backhaul.clustersOf(this.marks.stops.values(), view, isShown);
    const reach = (cluster) => Math.hypot(cluster.x - world.x, cluster.y - world.y) * view.scale;
    return clusters.find((cluster) => reach(cluster) <= backhaul.clusterRadius(cluster.n)) || null;
  },

  worldAt(x, y) {
    const latLng = this._map.containerPointToLatLng([x, y]);
    return { x: backhaul.worldX(latLng.lng), y: backhaul.worldY(latLng.lat), lat: latLng.lat, lon: latLng.lng };
  },
});
