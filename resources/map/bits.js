// Very many small pictures at once: their pixels are written here instead of by the canvas. Five
// thousand calls of drawImage cost 25 ms of a frame without a GPU, this costs 5.
"use strict";

const OPAQUE = 244; // of 255; an edge of at least this much is drawn as if it were whole
const INVISIBLE = 12;

// A small picture: drawn by the canvas (`picture`) or as pixels, whichever is asked for.
backhaul.Sprite = class {
  constructor(half, ratio, paint, alpha = 1) {
    this.half = half;
    this.ratio = ratio;
    this.side = Math.ceil(2 * half * ratio);
    this._paint = paint;
    this._alpha = alpha; // of its pixels; a canvas has one of its own
    this._picture = this._bits = this._faint = null;
  }

  // The same picture, of which what is under it shows through.
  faint(alpha) {
    this._faint ||= new backhaul.Sprite(this.half, this.ratio, this._paint, alpha);
    return this._faint;
  }

  _paintOn(ctx) {
    ctx.save();
    ctx.scale(this.ratio, this.ratio);
    ctx.translate(this.half, this.half);
    this._paint(ctx);
    ctx.restore();
  }

  get picture() {
    if (!this._picture) {
      const canvas = new OffscreenCanvas(this.side, this.side);
      this._paintOn(canvas.getContext("2d"));
      this._picture = canvas.transferToImageBitmap();
    }
    return this._picture;
  }

  get hasBits() {
    return this._bits !== null;
  }

  // The pixels that show anything: where they are in a picture of `stride` pixels a row, and their
  // colours; those that hide what is under them apart from those that do not.
  bits(stride) {
    if (this._bits?.stride === stride) return this._bits;
    const { side } = this;
    const canvas = (backhaul.Sprite.scratch ||= new OffscreenCanvas(side, side));
    if (canvas.width < side) canvas.width = canvas.height = side;
    const ctx = canvas.getContext("2d", { willReadFrequently: true });
    ctx.clearRect(0, 0, side, side);
    this._paintOn(ctx);
    const pixels = new Int32Array(ctx.getImageData(0, 0, side, side).data.buffer);
    const [solidAt, solid, softAt, soft] = [[], [], [], []];
    pixels.forEach((pixel, i) => {
      const alpha = Math.round((pixel >>> 24) * this._alpha);
      const colour = (pixel & 0xffffff) | (alpha << 24);
      const at = Math.floor(i / side) * stride + (i % side);
      if (alpha < INVISIBLE) return;
      const [places, colours] = alpha >= OPAQUE ? [solidAt, solid] : [softAt, soft];
      places.push(at);
      colours.push(alpha >= OPAQUE ? colour | 0xff000000 : colour);
    });
    this._bits = { stride, solidAt: Int32Array.from(solidAt), solid: Int32Array.from(solid), softAt: Int32Array.from(softAt), soft: Int32Array.from(soft) };
    return this._bits;
  }
};

// A picture of a canvas's size. Its rows are longer, and there are more of them, by a margin on
// every side: what lies over an edge needs no cutting.
backhaul.Bits = class {
  constructor(margin) {
    this._margin = margin;
    this._wide = this._high = 0;
    this._image = this._pixels = this._over = null;
    this._nothing();
  }

  // What was stamped lies within these.
  _nothing() {
    this._left = this._top = Infinity;
    this._right = this._bottom = -Infinity;
  }

  get isBare() {
    return this._right < 0;
  }

  // What was stamped lies within it; in pixels of the canvas.
  get box() {
    const at = [this._left - this._margin, this._top - this._margin];
    return this.isBare ? backhaul.noBox : { left: at[0], top: at[1], right: this._right - this._margin, bottom: this._bottom - this._margin };
  }

  // With nothing on it, for a canvas of this many pixels.
  begin(width, height) {
    const wide = width + 2 * this._margin;
    const high = height + 2 * this._margin;
    if (this._wide === wide && this._high === high) {
      for (let row = this._top; row < this._bottom; row++) this._pixels.fill(0, row * wide + this._left, row * wide + this._right);
      this._nothing();
      return;
    }
    this._nothing();
    this._wide = wide;
    this._high = high;
    this._image = new ImageData(wide, high);
    this._pixels = new Int32Array(this._image.data.buffer);
  }

  // Puts a sprite's middle at a place of the canvas, in its own pixels.
  stamp(sprite, x, y) {
    const { side } = sprite;
    const left = Math.round(x - side / 2) + this._margin;
    const top = Math.round(y - side / 2) + this._margin;
    if (!(left >= 0 && top >= 0 && left + side <= this._wide && top + side <= this._high)) return;
    const { solidAt, solid, softAt, soft } = sprite.bits(this._wide);
    if (left < this._left) this._left = left;
    if (top < this._top) this._top = top;
    if (left + side > this._right) this._right = left + side;
    if (top + side > this._bottom) this._bottom = top + side;
    const corner = top * this._wide + left;
    putSolid(this._pixels, corner, solidAt, solid);
    putSoft(this._pixels, corner, softAt, soft);
  }

  // Instead of what is on the canvas within a box of its pixels.
  put(ctx, { left, top, right, bottom }) {
    const margin = this._margin;
    if (right > left) ctx.putImageData(this._image, -margin, -margin, left + margin, top + margin, right - left, bottom - top);
  }

  // Over what is on the canvas.
  drawOver(ctx) {
    if (this.isBare) return;
    this._over ||= new OffscreenCanvas(this._wide, this._high);
    if (this._over.width !== this._wide) this._over.width = this._wide;
    if (this._over.height !== this._high) this._over.height = this._high;
    const [left, top, width, height] = [this._left, this._top, this._right - this._left, this._bottom - this._top];
    this._over.getContext("2d").putImageData(this._image, 0, 0, left, top, width, height);
    ctx.save();
    ctx.resetTransform();
    ctx.drawImage(this._over, left, top, width, height, left - this._margin, top - this._margin, width, height);
    ctx.restore();
  }
};

// Loops of their own: as part of the one over thousands of vans they stayed half compiled.
const putSolid = (pixels, corner, places, colours) => {
  for (let i = 0; i < places.length; i++) pixels[corner + places[i]] = colours[i];
};

const putSoft = (pixels, corner, places, colours) => {
  for (let i = 0; i < places.length; i++) {
    const at = corner + places[i];
    const under = pixels[at];
    pixels[at] = under === 0 ? colours[i] : under >>> 24 === 255 ? overOpaque(colours[i], under) : over(colours[i], under);
  }
};

const overOpaque = (upper, under) => {
  const a = upper >>> 24;
  const share = a + (a >> 7);
  const rest = 256 - share;
  const redBlue = (((upper & 0xff00ff) * share + (under & 0xff00ff) * rest) >>> 8) & 0xff00ff;
  const green = (((upper & 0xff00) * share + (under & 0xff00) * rest) >>> 8) & 0xff00;
  return 0xff000000 | redBlue | green;
};

// One colour over another, neither multiplied by its alpha.
const over = (upper, under) => {
  const a = upper >>> 24;
  const left = ((under >>> 24) * (255 - a)) / 255;
  const both = a + left;
  const channel = (shift) => Math.round((((upper >>> shift) & 255) * a + ((under >>> shift) & 255) * left) / both) << shift;
  return (Math.round(both) << 24) | channel(16) | channel(8) | channel(0);
};
