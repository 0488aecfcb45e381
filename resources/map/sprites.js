// Small pictures drawn once and stamped many times: stops, queue marks, depots, drivers.
// Shape tells what it is, colour whose it is, sign and colour how it stands.
"use strict";

backhaul.shapePath = (shape, r) => {
  const path = new Path2D();
  const polygon = (points) => {
    points.forEach(([x, y], i) => (i ? path.lineTo(x * r, y * r) : path.moveTo(x * r, y * r)));
    path.closePath();
  };
  if (shape === "container") path.arc(0, 0, r, 0, 2 * Math.PI);
  else if (shape === "return") polygon([[0, -1.24], [1.24, 0], [0, 1.24], [-1.24, 0]]);
  else if (shape === "exchange")
    polygon([0, 1, 2, 3, 4, 5].map((i) => [1.14 * Math.cos((i * Math.PI) / 3), 1.14 * Math.sin((i * Math.PI) / 3)]));
  else if (shape === "hand_over")
    polygon([[-1.2, -1.0], [0, -0.28], [1.2, -1.0], [1.2, 1.0], [0, 0.28], [-1.2, 1.0]]);
  else path.roundRect(-0.95 * r, -0.95 * r, 1.9 * r, 1.9 * r, 0.32 * r);
  return path;
};

// Signs in a box of ±1, stroked.
const SIGN_STROKES = {
  tick: [[[-0.5, 0.05], [-0.12, 0.42], [0.55, -0.4]]],
  cross: [[[-0.42, -0.42], [0.42, 0.42]], [[0.42, -0.42], [-0.42, 0.42]]],
  dash: [[[-0.5, 0], [0.5, 0]]],
  slash: [[[-0.45, 0.45], [0.45, -0.45]]],
  forward: [[[-0.25, -0.45], [0.25, 0], [-0.25, 0.45]]],
  pause: [[[-0.22, -0.42], [-0.22, 0.42]], [[0.22, -0.42], [0.22, 0.42]]],
  bang: [[[0, -0.55], [0, 0.1]], [[0, 0.5], [0, 0.52]]],
  back: [[[-0.05, -0.6], [-0.5, -0.16], [-0.05, 0.28]], [[-0.5, -0.16], [0.2, -0.16], [0.5, 0.1], [0.42, 0.52], [0.05, 0.58]]],
  crate: [[[-0.5, -0.35], [-0.5, 0.48], [0.5, 0.48], [0.5, -0.35]], [[-0.5, 0.02], [0.5, 0.02]]],
  swap: [[[-0.5, -0.25], [0.5, -0.25], [0.2, -0.55]], [[0.5, 0.25], [-0.5, 0.25], [-0.2, 0.55]]],
  hand: [[[0, -0.5], [0, 0.5]], [[-0.45, 0], [0.45, 0]]],
};

backhaul.strokeSign = (ctx, name, size, colour, width) => {
  ctx.strokeStyle = colour;
  ctx.lineWidth = width;
  ctx.lineCap = "round";
  ctx.lineJoin = "round";
  ctx.beginPath();
  for (const stroke of SIGN_STROKES[name]) {
    stroke.forEach(([x, y], i) => (i ? ctx.lineTo(x * size, y * size) : ctx.moveTo(x * size, y * size)));
  }
  ctx.stroke();
};

const STOP_SIGN = {
  completed: "tick",
  failed: "cross",
  skipped: "dash",
  cancelled: "slash",
  arrived: "pause",
  en_route: "forward",
};
const CASE_SIGN = { delivery: "cross", return: "back", container: "crate", exchange: "swap", hand_over: "hand" };
const DRIVER_BADGE = { at_stop: "pause", on_break: "dash", in_trouble: "bang", off_duty: "slash" };

backhaul.Sprites = class {
  static noBeak = -1;

  constructor() {
    this._cache = new Map();
    this.palette = backhaul.palettes.dark;
    this.ratio = 1;
    this.edition = 0; // rises whenever pictures made before are no longer right
  }

  reset(palette, ratio) {
    this._cache.clear();
    this.edition += 1;
    this.palette = palette;
    this.ratio = ratio;
  }

  // A picture of `half` × 2 CSS pixels with the mark in its middle.
  _make(key, half, paint) {
    let sprite = this._cache.get(key);
    if (!sprite) {
      if (this._cache.size > 6000) this._cache.clear();
      sprite = new backhaul.Sprite(half, this.ratio, paint);
      this._cache.set(key, sprite);
    }
    return sprite;
  }

  static stamp(ctx, sprite, x, y) {
    const { picture, half } = sprite;
    ctx.drawImage(picture, x - half, y - half, 2 * half, 2 * half);
  }

  // `r` is half the size of the outline; below 4.5 there is no room for a sign.
  stop(stop, colour, r) {
    const { shape, status, is_late: isLate, is_locked: isLocked, is_pending: isPending } = stop;
    const flags = (isLate ? 1 : 0) + (isLocked ? 2 : 0) + (isPending ? 4 : 0);
    return this._make(`s${shape}${status}${colour}${r}${flags}`, r * 1.5 + 6, (ctx) => {
      const p = this.palette;
      const path = backhaul.shapePath(shape, r);
      const look = {
        completed: { fill: backhaul.mix(colour, p.ground, 0.5), line: p.halo, sign: backhaul.mix(colour, p.ink, 0.55) },
        failed: { fill: p.bad, line: p.halo, sign: "#ffffff" },
        skipped: { fill: p.done, line: p.halo, sign: "#ffffff" },
        cancelled: { fill: p.stopFill, line: p.done, sign: p.done },
        arrived: { fill: colour, line: p.ring, sign: backhaul.inkOn(colour) },
        en_route: { fill: colour, line: p.ring, sign: backhaul.inkOn(colour) },
      }[status] || { fill: p.stopFill, line: colour, sign: null };
      ctx.lineJoin = "round";
      ctx.strokeStyle = p.halo;
      ctx.lineWidth = (r < 4.5 ? 3 : 4) + (isLate ? 4 : 0);
      ctx.stroke(path);
      if (isLate) {
        ctx.strokeStyle = p.warn;
        ctx.lineWidth = r < 4.5 ? 4.6 : 5.4;
        ctx.stroke(path);
      }
      ctx.fillStyle = look.fill;
      ctx.fill(path);
      ctx.strokeStyle = look.line;
      ctx.lineWidth = r < 4.5 ? 1.5 : 1.9;
      if (isPending) ctx.setLineDash([2.4, 2]);
      ctx.stroke(path);
      ctx.setLineDash([]);
      if (look.sign && r >= 4.5) backhaul.strokeSign(ctx, STOP_SIGN[status], r * 0.95, look.sign, Math.max(1.4, r * 0.2));
      if (isLate && r >= 5.5) this._badge(ctx, r, -r, Math.max(3.8, r * 0.5), p.warn, "bang");
      if (isLocked && r >= 6) this._padlock(ctx, r * 0.95, r * 0.85);
    });
  }

  _badge(ctx, x, y, r, colour, sign) {
    ctx.save();
    ctx.translate(x, y);
    ctx.beginPath();
    ctx.arc(0, 0, r + 1.2, 0, 2 * Math.PI);
    ctx.fillStyle = this.palette.halo;
    ctx.fill();
    ctx.beginPath();
    ctx.arc(0, 0, r, 0, 2 * Math.PI);
    ctx.fillStyle = colour;
    ctx.fill();
    if (r >= 3.5) backhaul.strokeSign(ctx, sign, r * 1.05, backhaul.inkOn(colour), Math.max(1.1, r * 0.3));
    ctx.restore();
  }

  _padlock(ctx, x, y) {
    const p = this.palette;
    ctx.save();
    ctx.translate(x, y);
    ctx.fillStyle = p.halo;
    ctx.fillRect(-4, -4.6, 8, 9);
    ctx.strokeStyle = p.ink;
    ctx.lineWidth = 1.2;
    ctx.beginPath();
    ctx.arc(0, -0.8, 1.8, Math.PI, 0);
    ctx.stroke();
    ctx.fillStyle = p.ink;
    ctx.fillRect(-2.8, -0.8, 5.6, 4.2);
    ctx.restore();
  }

  // A queue mark: bigger than a stop, white-edged, with a shadow, so that it is never missed.
  queueMark(mark, r) {
    const colourName = mark.has_failed ? "bad" : "request";
    return this._make(`c${mark.shape}${colourName}${mark.is_urgent}${r}`, r * 1.5 + 9, (ctx) => {
      const p = this.palette;
      const path = backhaul.shapePath(mark.shape, r);
      if (mark.is_urgent) {
        ctx.strokeStyle = p.warn;
        ctx.lineWidth = 7;
        ctx.lineJoin = "round";
        ctx.stroke(path);
        ctx.strokeStyle = p.halo;
        ctx.lineWidth = 3.6;
        ctx.stroke(path);
      }
      ctx.save();
      ctx.shadowColor = p.shadow;
      ctx.shadowBlur = 6 * this.ratio;
      ctx.shadowOffsetY = 2 * this.ratio;
      ctx.fillStyle = p[colourName];
      ctx.fill(path);
      ctx.restore();
      ctx.strokeStyle = "#ffffff";
      ctx.lineWidth = 2;
      ctx.lineJoin = "round";
      ctx.stroke(path);
      const sign = mark.has_failed ? "cross" : CASE_SIGN[mark.shape] || "back";
      backhaul.strokeSign(ctx, sign, r * 0.92, "#ffffff", Math.max(1.6, r * 0.2));
    });
  }

  depot() {
    return this._make("depot", 18, (ctx) => {
      const p = this.palette;
      ctx.shadowColor = p.shadow;
      ctx.shadowBlur = 6 * this.ratio;
      ctx.shadowOffsetY = 2 * this.ratio;
      ctx.fillStyle = p.panel;
      ctx.beginPath();
      ctx.roundRect(-11, -11, 22, 22, 6);
      ctx.fill();
      ctx.shadowColor = "transparent";
      ctx.strokeStyle = p.ink;
      ctx.lineWidth = 1.6;
      ctx.stroke();
      ctx.lineJoin = "round";
      ctx.lineCap = "round";
      ctx.beginPath();
      ctx.moveTo(-6, 5.5);
      ctx.lineTo(-6, -1.5);
      ctx.lineTo(0, -5.5);
      ctx.lineTo(6, -1.5);
      ctx.lineTo(6, 5.5);
      ctx.moveTo(-2.6, 5.5);
      ctx.lineTo(-2.6, 1);
      ctx.lineTo(2.6, 1);
      ctx.lineTo(2.6, 5.5);
      ctx.stroke();
    });
  }

  // The disc of a van: colour of its route, load as a gauge, initials, a badge for its state, and
  // a beak in one of 32 directions or `noBeak`. Small discs (`r` below 9) are plain.
  driver(look, r, direction) {
    const isPlain = r < 9;
    const load = isPlain ? 0 : Math.round(Math.max(0, Math.min(1, look.load_share)) * 12);
    const text = isPlain ? "" : look.initials;
    const key = `d${look.colour}${text}|${look.state}${look.is_stale}${load}|${r}|${direction}`;
    return this._make(key, r + (isPlain ? 2 : 9), (ctx) => {
      const p = this.palette;
      const isFaint = look.is_stale || look.state === "off_duty";
      const colour = isFaint ? p.stale : look.colour;
      if (direction !== backhaul.Sprites.noBeak) this._beak(ctx, colour, r, direction);
      const disc = (radius, fill) => {
        ctx.fillStyle = fill;
        ctx.beginPath();
        ctx.arc(0, 0, radius, 0, 2 * Math.PI);
        ctx.fill();
      };
      const arc = (radius, width, stroke, share) => {
        ctx.strokeStyle = stroke;
        ctx.lineWidth = width;
        ctx.beginPath();
        ctx.arc(0, 0, radius, -Math.PI / 2, -Math.PI / 2 + share * 2 * Math.PI);
        ctx.stroke();
      };
      ctx.save();
      if (!isPlain) {
        ctx.shadowColor = p.shadow;
        ctx.shadowBlur = 5 * this.ratio;
        ctx.shadowOffsetY = 1.5 * this.ratio;
      }
      disc(r + 1, isFaint ? p.panel : p.ring);
      ctx.restore();
      disc(r - 0.4, isFaint ? p.panel : colour);
      if (isFaint) {
        ctx.setLineDash([3, 2.4]);
        arc(r - 0.6, 1.8, colour, 1);
        ctx.setLineDash([]);
      } else if (text) {
        arc(r - 1.4, 2, backhaul.mix(colour, "#000000", 0.42), 1);
        arc(r - 1.4, 2, "#ffffff", load / 12);
      }
      if (text) {
        ctx.font = backhaul.font(600, text.length > 2 ? 8.5 : 10);
        ctx.textAlign = "center";
        ctx.textBaseline = "middle";
        ctx.fillStyle = isFaint ? p.muted : backhaul.inkOn(colour);
        ctx.fillText(text, 0, 0.6);
      }
      const badge = look.is_stale ? null : DRIVER_BADGE[look.state];
      if (badge) {
        const badgeColour = look.state === "in_trouble" ? p.bad : look.state === "at_stop" ? p.ink : p.muted;
        this._badge(ctx, r * 0.74, r * 0.74, Math.max(3.6, r * 0.4), badgeColour, badge);
      }
    });
  }

  _beak(ctx, colour, r, direction) {
    ctx.save();
    ctx.rotate((direction * Math.PI) / 16);
    ctx.beginPath();
    ctx.moveTo(0, -r - 6.5);
    ctx.quadraticCurveTo(3, -r - 1, 6, -r + 2.5);
    ctx.lineTo(-6, -r + 2.5);
    ctx.quadraticCurveTo(-3, -r - 1, 0, -r - 6.5);
    ctx.closePath();
    ctx.fillStyle = colour;
    ctx.strokeStyle = this.palette.ring;
    ctx.lineWidth = 1.4;
    ctx.lineJoin = "round";
    ctx.fill();
    ctx.stroke();
    ctx.restore();
  }
};
