// A Leaflet layer with two canvases, and the one animation loop of the page. The ways under the
// still marks are kept as a picture, so that a mark that changes costs its own place only.
"use strict";

const FRAME_MS = 31; // at most some 30 frames a second while something moves
const SOON_MS = 1000;
const MARK_REACH = 26; // pixels; no still mark is drawn further from its place
const MOST_PLACES = 60; // more than these are drawn as one
const PADDING = 0.12; // of the view's size, drawn on every side so that a pan shows no bare edge

// How world coordinates fall on the canvas at one resting place of the map.
backhaul.View = class {
  constructor(map, topLeft, size, padding, ratio) {
    this.zoom = map.getZoom();
    this.scale = 2 ** this.zoom;
    const origin = map.getPixelOrigin();
    this._dx = origin.x + topLeft.x;
    this._dy = origin.y + topLeft.y;
    this.width = size.x;
    this.height = size.y;
    this.padding = padding;
    this.ratio = ratio;
  }

  x(worldX) {
    return worldX * this.scale - this._dx;
  }

  y(worldY) {
    return worldY * this.scale - this._dy;
  }

  contains(x, y, margin) {
    return x > -margin && y > -margin && x < this.width + margin && y < this.height + margin;
  }

  // As contains, but within what was in sight when the map came to rest, `inset` pixels inside.
  shows(x, y, inset) {
    return x > this.padding.x + inset && y > this.padding.y + inset
      && x < this.width - this.padding.x - inset && y < this.height - this.padding.y - inset;
  }

  // The nearest place where a box of this size is in sight.
  pullIn(x, y, width, height) {
    const within = (value, low, high) => Math.max(low, Math.min(high, value));
    return {
      x: within(x, this.padding.x + 6, this.width - this.padding.x - width - 6),
      y: within(y, this.padding.y + 6, this.height - this.padding.y - height - 6),
    };
  }

  sees(box) {
    return this.x(box.right) > 0 && this.y(box.bottom) > 0 && this.x(box.left) < this.width && this.y(box.top) < this.height;
  }
};

backhaul.LiveLayer = L.Layer.extend({
  initialize(marks, painter) {
    this.marks = marks;
    this.painter = painter;
    this._needsStill = this._needsMoving = false;
    this._places = []; // of still marks to draw anew
    this._afterDrawing = [];
    this._isZooming = false;
    this._loop = this._soon = 0;
    this._lastMoving = 0;
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

  onAdd() {
    this._box = L.DomUtil.create("div", "bh-canvases leaflet-zoom-animated", this.getPane());
    this._still = L.DomUtil.create("canvas", "", this._box);
    this._moving = L.DomUtil.create("canvas", "", this._box);
    this._ways = document.createElement("canvas");
    this._settle();
  },

  onRemove() {
    cancelAnimationFrame(this._loop);
    clearTimeout(this._soon);
    this._box.remove();
  },

  setTheme(name) {
    this.painter.setPalette(backhaul.palettes[name], window.devicePixelRatio);
    this.redraw();
  },

  // Draws both canvases at the next frame; `then` is called when they are drawn.
  redraw(then) {
    clearTimeout(this._soon);
    this._soon = 0;
    this._needsStill = true;
    this.redrawMoving(then);
  },

  // Draws both canvases in a while: a van that drives on is no reason to draw everything.
  redrawSoon() {
    if (!this._soon) this._soon = setTimeout(() => this.redraw(), SOON_MS);
  },

  // As redraw, but of the still marks only those around these places, in world coordinates, and
  // the moving half only if it differs or a highlight lies over the still marks.
  redrawAround(places, isMoved, then) {
    this._places.push(...places);
    if (isMoved || this.painter.highlighted()) this._needsMoving = true;
    this._soonest(then);
  },

  redrawMoving(then) {
    this._needsMoving = true;
    this._soonest(then);
  },

  _soonest(then) {
    if (then) this._afterDrawing.push(then);
    if (!this._loop) this._loop = requestAnimationFrame((now) => this._frame(now));
  },

  // Canvas places follow the map: after a pan, a zoom or a change of size they are laid out anew.
  _settle() {
    const map = this._map;
    const size = map.getSize();
    const topLeft = map.containerPointToLayerPoint(size.multiplyBy(-PADDING)).round();
    const full = size.multiplyBy(1 + 2 * PADDING).round();
    const ratio = window.devicePixelRatio;
    this._isZooming = false;
    this._centre = map.getCenter();
    this._zoom = map.getZoom();
    L.DomUtil.setTransform(this._box, topLeft, 1);
    L.DomUtil.setPosition(this._box, topLeft);
    for (const canvas of [this._ways, this._still, this._moving]) {
      const [width, height] = [Math.round(full.x * ratio), Math.round(full.y * ratio)];
      if (canvas.width !== width || canvas.height !== height) {
        canvas.width = width;
        canvas.height = height;
        canvas.style.width = `${full.x}px`;
        canvas.style.height = `${full.y}px`;
      }
    }
    if (this.painter.sprites.ratio !== ratio) this.painter.sprites.reset(this.painter.palette, ratio);
    this.view = new backhaul.View(map, topLeft, full, size.multiplyBy(PADDING), ratio);
    this.redraw();
  },

  // A pan beyond the padding: lay out anew before the bare edge is seen.
  _follow() {
    if (this._isZooming) return;
    const size = this._map.getSize();
    const shift = this._map.containerPointToLayerPoint([0, 0]).subtract(L.DomUtil.getPosition(this._box));
    const [padX, padY] = [size.x * PADDING, size.y * PADDING];
    if (Math.abs(shift.x - padX) > padX * 0.9 || Math.abs(shift.y - padY) > padY * 0.9) this._settle();
  },

  // While Leaflet animates a zoom the canvases are scaled as they are, as its own renderers do.
  _zoomed(event) {
    this._isZooming = true;
    const scale = this._map.getZoomScale(event.zoom, this._zoom);
    const half = this._map.getSize().multiplyBy(0.5 + PADDING);
    const centre = this._map.project(this._centre, event.zoom);
    const origin = this._map._getNewPixelOrigin(event.center, event.zoom);
    L.DomUtil.setTransform(this._box, half.multiplyBy(-scale).add(centre).subtract(origin), scale);
  },

  _frame(now) {
    this._loop = 0;
    if (!this._map) return;
    const isLively = this.marks.isLively(now);
    const isDue = now - this._lastMoving >= FRAME_MS;
    if (!this._isZooming) {
      if (this._needsStill) this._drawStill();
      else if (this._places.length) this._drawAround(this._places);
      this._places = [];
      if (this._needsStill || this._needsMoving || (isLively && isDue)) {
        this.marks.glide(now);
        this._draw(this._moving, (ctx) => this.painter.drawMoving(ctx, this.view, now));
        this._lastMoving = now;
        this.frames += 1;
      }
      this._needsStill = this._needsMoving = false;
    }
    for (const then of this._afterDrawing.splice(0)) then();
    if (isLively || this._needsStill || this._needsMoving) {
      this._loop = requestAnimationFrame((next) => this._frame(next));
    }
  },

  _draw(canvas, paint) {
    const ctx = canvas.getContext("2d");
    const ratio = this.view.ratio;
    ctx.setTransform(ratio, 0, 0, ratio, 0, 0);
    ctx.clearRect(0, 0, this.view.width, this.view.height);
    paint(ctx);
  },

  _drawStill() {
    this._draw(this._ways, (ctx) => this.painter.drawWays(ctx, this.view));
    this._drawBoxes([this._everywhere()]);
  },

  _everywhere() {
    return { left: 0, top: 0, width: this._still.width, height: this._still.height };
  },

  _drawAround(places) {
    if (places.length > MOST_PLACES || backhaul.isClustered(this.view.zoom)) {
      this._drawBoxes([this._everywhere()]);
      return;
    }
    const { view } = this;
    const side = Math.ceil(2 * MARK_REACH * view.ratio);
    const corner = (at) => Math.round((at - MARK_REACH) * view.ratio);
    this._drawBoxes(places.map(({ x, y }) => ({ left: corner(view.x(x)), top: corner(view.y(y)), width: side, height: side })));
  },

  // Boxes are in the canvas's own pixels, so that their edges are sharp.
  _drawBoxes(boxes) {
    const ctx = this._still.getContext("2d");
    const { ratio } = this.view;
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
    this.painter.drawMarks(ctx, this.view, touches);
    ctx.restore();
  },

  // What lies at a place of the visible map, in pixels from its corner.
  find(x, y, options) {
    const world = this.worldAt(x, y);
    const stopReach = backhaul.stopRadius(this.view.zoom) + 3;
    const show = { ...this.painter.show, stopReach, stops: !backhaul.isClustered(this.view.zoom) };
    return this.marks.find(world.x, world.y, this.view.scale, { ...options, show });
  },

  // The stops that are gathered under a place at a far zoom, or null.
  clusterAt(x, y) {
    if (!backhaul.isClustered(this.view.zoom)) return null;
    const world = this.worldAt(x, y);
    const isShown = (stop) => !backhaul.isEnded(stop);
    const { clusters } = backhaul.clustersOf(this.marks.stops.values(), this.view, isShown);
    const reach = (cluster) => Math.hypot(cluster.x - world.x, cluster.y - world.y) * this.view.scale;
    return clusters.find((cluster) => reach(cluster) <= backhaul.clusterRadius(cluster.n)) || null;
  },

  worldAt(x, y) {
    const latLng = this._map.containerPointToLatLng([x, y]);
    return { x: backhaul.worldX(latLng.lng), y: backhaul.worldY(latLng.lat), lat: latLng.lat, lon: latLng.lng };
  },
});
