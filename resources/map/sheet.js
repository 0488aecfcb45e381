// A canvas that lies on the map: what it covers, and how places in the world fall on it.
"use strict";

// How world coordinates fall on a canvas that was laid at one place and zoom of the map.
backhaul.View = class {
  // `corner` is the canvas's in pixels of the whole world at this zoom, `padding` what it covers on
  // every side beyond what is in sight.
  constructor({ zoom, corner, size, padding, ratio }) {
    this.zoom = zoom;
    this.scale = 2 ** zoom;
    this.corner = corner;
    this.width = size.x;
    this.height = size.y;
    this.padding = padding;
    this.ratio = ratio;
  }

  x(worldX) {
    return worldX * this.scale - this.corner.x;
  }

  y(worldY) {
    return worldY * this.scale - this.corner.y;
  }

  contains(x, y, margin) {
    return x > -margin && y > -margin && x < this.width + margin && y < this.height + margin;
  }

  // As contains, but within what was in sight when the canvas was laid, `inset` pixels inside.
  shows(x, y, inset) {
    const edge = this.padding + inset;
    return x > edge && y > edge && x < this.width - edge && y < this.height - edge;
  }

  // The nearest place where a box of this size is in sight.
  pullIn(x, y, width, height) {
    const within = (value, low, high) => Math.max(low, Math.min(high, value));
    const edge = this.padding + 6;
    return {
      x: within(x, edge, this.width - edge - width),
      y: within(y, edge, this.height - edge - height),
    };
  }

  sees(box) {
    return this.x(box.right) > 0 && this.y(box.bottom) > 0 && this.x(box.left) < this.width && this.y(box.top) < this.height;
  }
};

// A part of a canvas, in its own pixels.
backhaul.noBox = Object.freeze({ left: 0, top: 0, right: 0, bottom: 0 });
backhaul.boxAround = (a, b) => {
  if (a.right <= a.left) return b;
  if (b.right <= b.left) return a;
  return { left: Math.min(a.left, b.left), top: Math.min(a.top, b.top), right: Math.max(a.right, b.right), bottom: Math.max(a.bottom, b.bottom) };
};

backhaul.Sheet = class {
  // `padding` in pixels: so far a pan shows no bare edge.
  constructor(pane, padding, options) {
    this.canvas = L.DomUtil.create("canvas", "bh-sheet leaflet-zoom-animated", pane);
    this.ctx = this.canvas.getContext("2d", options);
    this.padding = padding;
    this.view = null;
    this.drawn = backhaul.noBox; // whatever is on it lies within
  }

  get whole() {
    return { left: 0, top: 0, right: this.canvas.width, bottom: this.canvas.height };
  }

  show() {
    this.canvas.style.display = "";
  }

  // Bare, so that it does not show for a moment what is on it when it is shown again.
  hide() {
    if (this.view) this.wipe();
    this.canvas.style.display = "none";
  }

  // Over what the map shows now.
  lay(map) {
    const { padding } = this;
    const size = map.getSize().add([2 * padding, 2 * padding]);
    const corner = map.containerPointToLayerPoint([-padding, -padding]).round().add(map.getPixelOrigin());
    const ratio = window.devicePixelRatio;
    this.view = new backhaul.View({ zoom: map.getZoom(), corner, size, padding, ratio });
    const { canvas } = this;
    const [width, height] = [Math.round(size.x * ratio), Math.round(size.y * ratio)];
    if (canvas.width !== width || canvas.height !== height) {
      canvas.width = width;
      canvas.height = height;
      this.drawn = backhaul.noBox;
      canvas.style.width = `${size.x}px`;
      canvas.style.height = `${size.y}px`;
    }
    this.ctx.setTransform(ratio, 0, 0, ratio, 0, 0);
    this.place(map.getZoom(), map.getPixelOrigin());
  }

  // Where it belongs while the map is at this zoom; at another than its own it is scaled as it is.
  place(zoom, origin) {
    if (!this.view) return;
    const scale = 2 ** (zoom - this.view.zoom);
    // Without a GPU smooth scaling of a whole window takes 120 ms of every frame, this 20.
    this.canvas.style.imageRendering = scale === 1 ? "" : "pixelated";
    L.DomUtil.setTransform(this.canvas, this.view.corner.multiplyBy(scale).subtract(origin), scale);
  }

  // With nothing on it, in CSS pixels.
  blank() {
    this.drawn = this.whole;
    return this.wipe();
  }

  // As blank, but only where anything was drawn: less is to be put on the screen again.
  wipe() {
    const { ctx, view, drawn: { left, top, right, bottom } } = this;
    ctx.setTransform(1, 0, 0, 1, 0, 0);
    if (right > left) ctx.clearRect(left, top, right - left, bottom - top);
    ctx.setTransform(view.ratio, 0, 0, view.ratio, 0, 0);
    this.drawn = backhaul.noBox;
    return ctx;
  }

  // Pixels that it reaches beyond what the map shows, on the side where they are fewest.
  reach(map) {
    const { view } = this;
    if (!view || view.zoom !== map.getZoom() || view.ratio !== window.devicePixelRatio) return -Infinity;
    const size = map.getSize();
    const at = map.containerPointToLayerPoint([0, 0]).add(map.getPixelOrigin()).subtract(view.corner);
    return Math.min(at.x, at.y, view.width - size.x - at.x, view.height - size.y - at.y);
  }
};
