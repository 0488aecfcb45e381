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
  }

  // With nothing on it, for a canvas of this many pixels.
  begin(width, height) {
    const wide = width + 2 * this._margin;
    const high = height + 2 * this._margin;
    if (this._wide === wide && this._high === high) {
      this._pixels.fill(0);
      return;
    }
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
    const pixels = this._pixels;
    const corner = top * this._wide + left;
    for (let i = 0; i < solidAt.length; i++) pixels[corner + solidAt[i]] = solid[i];
    for (let i = 0; i < softAt.length; i++) {
      const at = corner + softAt[i];
      pixels[at] = pixels[at] === 0 ? soft[i] : over(soft[i], pixels[at]);
    }
  }

  // Instead of all that is on the canvas.
  put(ctx) {
    ctx.putImageData(this._image, -this._margin, -this._margin);
  }

  // Over what is on the canvas.
  drawOver(ctx) {
    this._over ||= new OffscreenCanvas(this._wide, this._high);
    if (this._over.width !== this._wide) this._over.width = this._wide;
    if (this._over.height !== this._high) this._over.height = this._high;
    this._over.getContext("2d").putImageData(this._image, 0, 0);
    ctx.save();
    ctx.resetTransform();
    ctx.drawImage(this._over, -this._margin, -this._margin);
    ctx.restore();
  }
};

// One colour over another, neither multiplied by its alpha.
const over = (upper, under) => {
  const a = upper >>> 24;
  if (under >>> 24 === 255) {
    const share = a + (a >> 7);
    const rest = 256 - share;
    const redBlue = (((upper & 0xff00ff) * share + (under & 0xff00ff) * rest) >>> 8) & 0xff00ff;
    const green = (((upper & 0xff00) * share + (under & 0xff00) * rest) >>> 8) & 0xff00;
    return 0xff000000 | redBlue | green;
  }
  const left = ((under >>> 24) * (255 - a)) / 255;
  const both = a + left;
  const channel = (shift) => Math.round((((upper >>> shift) & 255) * a + ((under >>> shift) & 255) * left) / both) << shift;
  return (Math.round(both) << 24) | channel(16) | channel(8) | channel(0);
};
