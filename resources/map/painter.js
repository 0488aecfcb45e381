// Draws marks on a canvas. The still half (ways, and over them stops and queue) is drawn when
// something changed or the map came to rest; the moving half (drivers, highlights, pulses) at most 30 times
// a second while something moves. `view` turns world coordinates into canvas pixels.
"use strict";

const stamp = backhaul.Sprites.stamp;
const BEADS_PX = 7; // between two beads of a van's trail
const NAMES_FROM = 15; // zoom
const MANY = 500; // vans, or stops: drawn on whole pixels, and as pixels where nothing else is asked
const FAINT = 0.3;
const PLAIN_R = 5; // of a van's disc
const NO_BEAK = backhaul.Sprites.noBeak;
const PIECE_VERTICES = 600; // of ways, or
const PIECE_STOPS = 150; // drawn before the clock is looked at
const BITS_MARGIN = 64; // pixels
const FRESH_MS = 5; // of a frame, for making pictures of many vans that have none yet
const MOST_NAMES = 40; // in sight; more would hide each other

backhaul.stopRadius = (zoom) => (zoom < 12 ? 2.6 : zoom < 13 ? 3.2 : zoom < 14 ? 4.2 : zoom < 15 ? 5.6 : zoom < 16 ? 7.5 : 9);
backhaul.driverRadius = (zoom, count) => (count > 1000 ? (zoom < 14 ? PLAIN_R : 9) : zoom < 12 ? 9 : 12);

backhaul.Painter = class {
  constructor(marks) {
    this.marks = marks;
    this.sprites = new backhaul.Sprites();
    this.palette = backhaul.palettes.dark;
    this.show = { routes: true, done: true, heat: true };
    this.focus = null; // what the pointer is on: {kind, id}
    this.target = null; // what a drag is over
    this._vanBits = new backhaul.Bits(BITS_MARGIN);
    this._stopBits = new backhaul.Bits(BITS_MARGIN);
  }

  setPalette(palette, ratio) {
    this.palette = palette;
    this.sprites.reset(palette, ratio);
  }

  // -- the still half, a piece at a time ---------------------------------------------------------
  // Each step yields the canvas that it has drawn on.

  *drawWays(ctx, view) {
    const rank = { dimmed: 0, normal: 1, emphasised: 2 };
    const routes = [...this.marks.routes.values()].sort((a, b) => rank[a.emphasis] - rank[b.emphasis]);
    const isDragging = this.marks.costs.size > 0;
    for (const fence of this.marks.fences.values()) this._fence(ctx, view, fence);
    if (this.show.heat) for (const spot of this.marks.heat.values()) this._heat(ctx, view, spot);
    let vertices = 0;
    if (this.show.routes) {
      this._shared = backhaul.sharedStreets(this.marks.routes.values(), view);
      for (const route of routes) {
        this._route(ctx, view, route, isDragging);
        vertices += route.line.n;
        if (vertices < PIECE_VERTICES) continue;
        vertices = 0;
        yield ctx;
      }
    }
    for (const closure of this.marks.closures.values()) this._closure(ctx, view, closure);
    for (const trail of this.marks.trails) this._trail(ctx, view, trail);
    for (const ghost of this.marks.ghosts) this._ghost(ctx, view, ghost);
    yield ctx;
  }

  // What lies over the ways: all of it, or as far as it touches the part that is drawn anew.
  *drawMarks(ctx, view, touches = null) {
    this._depots(ctx, view);
    yield* this._stops(ctx, view, this.marks.costs.size > 0, touches);
    for (const mark of this.marks.cases.values()) this._queueMark(ctx, view, mark, touches);
  }

  _depots(ctx, view) {
    for (const depot of this.marks.depots.values()) {
      stamp(ctx, this.sprites.depot(), view.x(depot.x), view.y(depot.y));
    }
  }

  // A glow that is wider and stronger where more visits failed, with a core so that it can be hit.
  _heat(ctx, view, spot) {
    const [x, y] = [view.x(spot.x), view.y(spot.y)];
    const r = (view.zoom < 12 ? 14 : view.zoom < 14 ? 22 : 34) + (view.zoom < 12 ? 18 : 28) * Math.sqrt(spot.share);
    if (!view.contains(x, y, r)) return;
    const glow = ctx.createRadialGradient(x, y, 0, x, y, r);
    glow.addColorStop(0, backhaul.withAlpha(this.palette.bad, 0.26 + 0.36 * spot.share));
    glow.addColorStop(0.5, backhaul.withAlpha(this.palette.warn, 0.12 + 0.18 * spot.share));
    glow.addColorStop(1, backhaul.withAlpha(this.palette.warn, 0));
    ctx.fillStyle = glow;
    ctx.beginPath();
    ctx.arc(x, y, r, 0, 2 * Math.PI);
    ctx.fill();
    ctx.beginPath();
    ctx.arc(x, y, 2.5 + 3 * spot.share, 0, 2 * Math.PI);
    ctx.fillStyle = this.palette.bad;
    ctx.fill();
  }

  // A dashed outline with a breath of colour inside; its name is drawn with the vans.
  _fence(ctx, view, { line }) {
    const { xs, ys, n, left, right, top, bottom } = line;
    if (!view.sees({ left, right, top, bottom })) return;
    const path = new Path2D();
    for (let i = 0; i < n; i++) path.lineTo(view.x(xs[i]), view.y(ys[i]));
    path.closePath();
    ctx.save();
    ctx.fillStyle = backhaul.withAlpha(this.palette.accent, 0.09);
    ctx.fill(path);
    ctx.lineJoin = "round";
    ctx.setLineDash([9, 5]);
    ctx.lineWidth = 2;
    ctx.strokeStyle = this.palette.accent;
    ctx.stroke(path);
    ctx.restore();
  }

  _fencesNamed(view) {
    return view.zoom < 12 ? [] : [...this.marks.fences.values()].filter(({ line }) => view.sees(line));
  }

  // Over the area, or below it where a van would stand on the name.
  fenceNameTop(view, { left, right, top, bottom }) {
    const tops = [view.y(top) - 24, view.y(bottom) + 4];
    const x = view.x((left + right) / 2);
    const isFree = (y) =>
      this.marks.order.every((van) => Math.abs(view.x(van.x) - x) > 54 || Math.abs(view.y(van.y) - y - 10) > 26);
    return tops.find(isFree) ?? tops[0];
  }

  // Red and white along the street, with the sign "no vehicles" in its middle; one that only begins
  // later is paler and has no white.
  _closure(ctx, view, { line: { xs, ys, n }, is_planned: isPlanned }) {
    const path = new Path2D();
    for (let i = 0; i < n; i++) path.lineTo(view.x(xs[i]), view.y(ys[i]));
    ctx.save();
    ctx.lineCap = "butt";
    ctx.lineJoin = "round";
    ctx.globalAlpha = isPlanned ? 0.55 : 1;
    const width = view.zoom < 13 ? 4 : 6;
    for (const [colour, more, dash] of [[this.palette.halo, 3, []], [this.palette.bad, 0, []], ["#ffffff", -1.5, isPlanned ? [0, 99] : [7, 7]]]) {
      ctx.setLineDash(dash);
      ctx.lineWidth = width + more;
      ctx.strokeStyle = colour;
      ctx.stroke(path);
    }
    ctx.setLineDash([]);
    const [x, y] = middleOf(xs, ys, n).map((at, axis) => (axis ? view.y(at) : view.x(at)));
    const r = view.zoom < 13 ? 6 : 9;
    for (const [colour, radius] of [[this.palette.halo, r + 1.5], [this.palette.bad, r], ["#ffffff", r * 0.64]]) {
      ctx.beginPath();
      ctx.arc(x, y, radius, 0, 2 * Math.PI);
      ctx.fillStyle = colour;
      ctx.fill();
    }
    ctx.restore();
  }

  // Where a van was heard of, as a string of small beads.
  _trail(ctx, view, trail) {
    const { xs, ys, n } = trail.line;
    let [lastX, lastY] = [Infinity, Infinity];
    for (let i = 0; i < n; i++) {
      const [x, y] = [view.x(xs[i]), view.y(ys[i])];
      if (Math.hypot(x - lastX, y - lastY) < BEADS_PX || !view.contains(x, y, 4)) continue;
      [lastX, lastY] = [x, y];
      ctx.beginPath();
      ctx.arc(x, y, 2.4, 0, 2 * Math.PI);
      ctx.fillStyle = trail.colour;
      ctx.fill();
      ctx.lineWidth = 1.2;
      ctx.strokeStyle = this.palette.halo;
      ctx.stroke();
    }
  }

  _trace(ctx, view, line, from, to, asides = null) {
    ctx.beginPath();
    let [lastX, lastY] = [Infinity, Infinity];
    for (let i = from; i < to; i++) {
      let [x, y] = [view.x(line.xs[i]), view.y(line.ys[i])];
      if (asides) [x, y] = [x + asides.dxs[i], y + asides.dys[i]];
      const isEnd = i === from || i === to - 1;
      if (!isEnd && Math.abs(x - lastX) + Math.abs(y - lastY) < 1.4) continue;
      if (i === from) ctx.moveTo(x, y);
      else ctx.lineTo(x, y);
      [lastX, lastY] = [x, y];
    }
  }

  _emphasis(route, isDragging) {
    if (!isDragging) return route.emphasis;
    const cost = this.marks.costOf(route.id);
    if (!cost || !cost.is_feasible) return "dimmed";
    return cost.rank > 0 ? "emphasised" : "normal";
  }

  _route(ctx, view, route, isDragging) {
    const { line } = route;
    if (!line.n || !view.sees(line)) return;
    const emphasis = this._emphasis(route, isDragging);
    const done = Math.min(route.done, line.n - 1);
    const base = view.zoom < 12 ? 1.8 : view.zoom < 14 ? 2.4 : view.zoom < 16 ? 3.2 : 4;
    const width = emphasis === "emphasised" ? base + 1.8 : emphasis === "dimmed" ? base * 0.8 : base;
    ctx.lineCap = "round";
    ctx.lineJoin = "round";
    if (done > 0) {
      this._trace(ctx, view, line, 0, done + 1);
      ctx.globalAlpha = emphasis === "dimmed" ? 0.16 : 0.5;
      ctx.strokeStyle = backhaul.mix(route.colour, this.palette.done, 0.72);
      ctx.lineWidth = Math.max(1.2, base * 0.55);
      ctx.stroke();
    }
    const asides = this._shared && backhaul.asides({ ...route, done }, this._shared, view, width);
    this._trace(ctx, view, line, Math.max(0, done), line.n, asides);
    if (emphasis !== "dimmed") {
      ctx.globalAlpha = 0.85;
      ctx.strokeStyle = this.palette.halo;
      ctx.lineWidth = width + 2.4;
      ctx.stroke();
    }
    ctx.globalAlpha = emphasis === "dimmed" ? 0.24 : emphasis === "emphasised" ? 1 : 0.88;
    ctx.strokeStyle = route.colour;
    ctx.lineWidth = width;
    ctx.stroke();
    ctx.globalAlpha = 1;
    if (emphasis === "emphasised" || (emphasis === "normal" && view.zoom >= 15)) {
      this._arrows(ctx, view, route, Math.max(0, done), width, asides);
    }
  }

  // Small chevrons along the way still to go.
  _arrows(ctx, view, route, from, width, asides) {
    const { xs, ys, n } = route.line;
    const ink = backhaul.inkOn(route.colour);
    let sinceLast = 40;
    for (let i = from + 1; i < n; i++) {
      const [x1, y1, x2, y2] = [view.x(xs[i - 1]), view.y(ys[i - 1]), view.x(xs[i]), view.y(ys[i])];
      const length = Math.hypot(x2 - x1, y2 - y1);
      sinceLast += length;
      if (sinceLast < 90 || length < 7) continue;
      sinceLast = 0;
      let [x, y] = [(x1 + x2) / 2, (y1 + y2) / 2];
      if (!view.contains(x, y, 0)) continue;
      if (asides) [x, y] = [x + (asides.dxs[i - 1] + asides.dxs[i]) / 2, y + (asides.dys[i - 1] + asides.dys[i]) / 2];
      ctx.save();
      ctx.translate(x, y);
      ctx.rotate(Math.atan2(y2 - y1, x2 - x1));
      backhaul.strokeSign(ctx, "forward", Math.max(3, width * 0.95), ink, 1.3);
      ctx.restore();
    }
  }

  _ghost(ctx, view, ghost) {
    ctx.lineCap = "round";
    ctx.lineJoin = "round";
    if (ghost.old.n) {
      this._trace(ctx, view, ghost.old, 0, ghost.old.n);
      ctx.strokeStyle = this.palette.halo;
      ctx.lineWidth = 6;
      ctx.stroke();
      ctx.strokeStyle = this.palette.ghost;
      ctx.lineWidth = 3;
      ctx.stroke();
    }
    if (ghost.new.n) {
      this._trace(ctx, view, ghost.new, 0, ghost.new.n);
      ctx.strokeStyle = this.palette.halo;
      ctx.lineWidth = 6.5;
      ctx.stroke();
      ctx.strokeStyle = ghost.colour;
      ctx.lineWidth = 3.6;
      ctx.setLineDash([8, 6]);
      ctx.stroke();
      ctx.setLineDash([]);
    }
    if (ghost.at) {
      ctx.beginPath();
      ctx.arc(view.x(ghost.at.x), view.y(ghost.at.y), 15, 0, 2 * Math.PI);
      ctx.strokeStyle = ghost.colour;
      ctx.lineWidth = 2.5;
      ctx.stroke();
    }
  }

  // Stops that are drawn one by one, and at a far zoom what the others are gathered to.
  _toDraw(ctx, view) {
    if (!backhaul.isClustered(view.zoom)) return this.marks.stops.values();
    const isShown = (stop) => !backhaul.isEnded(stop);
    const { clusters, single } = backhaul.clustersOf(this.marks.stops.values(), view, isShown);
    for (const cluster of clusters) backhaul.drawCluster(ctx, view, this.palette, cluster);
    return single;
  }

  *_stops(ctx, view, isDragging, touches) {
    const r = backhaul.stopRadius(view.zoom);
    const isMany = this.marks.stops.size > MANY;
    const bits = isMany && !touches ? this._stopBits : null;
    if (bits) bits.begin(ctx.canvas.width, ctx.canvas.height);
    const later = [];
    let drawn = 0;
    for (const stop of this._toDraw(ctx, view)) {
      if (!this.show.done && backhaul.isEnded(stop)) continue;
      const [x, y] = [view.x(stop.x), view.y(stop.y)];
      if (!view.contains(x, y, 16) || (touches && !touches(x, y))) continue;
      const look = this._stopLook(stop, r, isDragging);
      const isLoud = stop.status === "failed" || this.marks.isSelected("stop", stop.id) || (bits && look.number);
      if (isLoud) later.push([stop, x, y, look]);
      else if (bits) bits.stamp(look.isFaint ? look.sprite.faint(FAINT) : look.sprite, x * view.ratio, y * view.ratio);
      else this._stop(ctx, stop, isMany ? Math.round(x) : x, isMany ? Math.round(y) : y, look);
      if (++drawn % PIECE_STOPS === 0) yield ctx;
    }
    if (bits) bits.drawOver(ctx);
    for (const [stop, x, y, look] of later) {
      this._stop(ctx, stop, x, y, look);
      if (++drawn % PIECE_STOPS === 0) yield ctx;
    }
  }

  // How a stop is drawn: its picture, half its size, its number if there is room.
  _stopLook(stop, r, isDragging) {
    const route = this.marks.routeOf(stop);
    const colour = route ? route.colour : this.palette.muted;
    const emphasis = route ? this._emphasis(route, isDragging) : "normal";
    const isDone = backhaul.isEnded(stop);
    const isUnderWay = stop.status === "en_route" || stop.status === "arrived";
    let size = isDone ? Math.max(2.2, r * 0.72) : isUnderWay ? r + 1.5 : r;
    if (stop.status === "failed") size = Math.max(size, 4.5);
    if (emphasis === "emphasised") size = Math.max(size, isDone ? 5 : 6.5);
    size = Math.round(size * 2) / 2;
    const number = stop.status === "planned" && size >= 6.5 ? String(stop.number) : "";
    return { sprite: this.sprites.stop(stop, colour, size), size, number, isFaint: emphasis === "dimmed" };
  }

  _stop(ctx, stop, x, y, { sprite, size, number, isFaint }) {
    ctx.globalAlpha = isFaint ? FAINT : 1;
    stamp(ctx, sprite, x, y);
    if (number) {
      ctx.font = backhaul.font(600, size >= 8 ? 9.5 : 8);
      ctx.textAlign = "center";
      ctx.textBaseline = "middle";
      ctx.fillStyle = this.palette.ink;
      ctx.fillText(number, x, y + 0.5);
    }
    ctx.globalAlpha = 1;
    if (this.marks.isSelected("stop", stop.id)) this._selection(ctx, x, y, size + (size < 5 ? 3.5 : 6));
  }

  _selection(ctx, x, y, r) {
    ctx.beginPath();
    ctx.arc(x, y, r, 0, 2 * Math.PI);
    ctx.strokeStyle = this.palette.halo;
    ctx.lineWidth = 4.5;
    ctx.stroke();
    ctx.strokeStyle = this.palette.accent;
    ctx.lineWidth = 2.4;
    ctx.stroke();
  }

  _queueMark(ctx, view, mark, touches) {
    const [x, y] = [view.x(mark.x), view.y(mark.y)];
    if (!view.contains(x, y, 24) || (touches && !touches(x, y))) return;
    const r = view.zoom < 12 ? 7 : 8.5;
    if (this.marks.isSelected("case", mark.id)) this._selection(ctx, x, y, r + 7);
    stamp(ctx, this.sprites.queueMark(mark, r), x, y);
  }

  // -- the moving half -------------------------------------------------------------------------

  // What a drag, the pointer or another panel is on.
  highlighted() {
    return this.target || this.focus || this.marks.pointed;
  }

  // Whether that is all: of many vans whose pictures are not made yet, some are plain at first.
  drawMoving(sheet, now) {
    const { ctx, view } = sheet;
    const target = this.highlighted();
    const isDragging = this.marks.costs.size > 0;
    const bits = this.marks.order.length > MANY ? this._vanBits : null;
    if (bits) bits.begin(ctx.canvas.width, ctx.canvas.height);
    const was = sheet.drawn;
    const fences = this._fencesNamed(view);
    let isPlain = !target && !this.marks.pulses.size && !isDragging && !fences.length;
    if (!bits || !isPlain) sheet.wipe();
    if (target) this._highlight(ctx, view, target);
    for (const id of this.marks.pulses.keys()) this._pulse(ctx, view, id, now);
    const r = backhaul.driverRadius(view.zoom, this.marks.order.length);
    const { named, close, box, isWhole } = this._vans(ctx, view, { bits, r, target, isDragging });
    if (bits && isPlain) bits.put(ctx, backhaul.boxAround(was, box));
    else if (bits) bits.drawOver(ctx);
    sheet.drawn = box;
    if (named.length || (close.length && close.length <= MOST_NAMES)) isPlain = false;
    if (!isPlain) sheet.drawn = sheet.whole;
    if (close.length <= MOST_NAMES) {
      for (const [driver, x, y] of close) this._name(ctx, view, driver.look.title, x, y + r + 6);
    }
    for (const [driver, x, y] of named) {
      this._selection(ctx, x, y, r + 4.5);
      stamp(ctx, this._driverSprite(driver, r), x, y);
      if (driver.isSelected) this._name(ctx, view, driver.look.title, x, y + r + 9);
    }
    // In every frame, so that the name makes way when a van comes.
    for (const { line, name } of fences) this._name(ctx, view, name, view.x((line.left + line.right) / 2), this.fenceNameTop(view, line));
    if (isDragging) backhaul.drawCosts(ctx, view, this.marks, this.palette);
    return isWhole;
  }

  // The discs of all but those that are drawn with a ring and a name over them; where they are.
  _vans(ctx, view, { bits, r, target, isDragging }) {
    const named = [];
    const isClose = view.zoom >= NAMES_FROM;
    const close = [];
    const dimmed = this._dimmedRoutes(isDragging);
    const until = performance.now() + FRESH_MS;
    let isWhole = true;
    let [left, top, right, bottom] = [Infinity, Infinity, -Infinity, -Infinity];
    for (const driver of this.marks.order) {
      const x = view.x(driver.x);
      const y = view.y(driver.y);
      if (!view.contains(x, y, 24)) continue;
      if (isClose && view.shows(x, y, -20)) close.push([driver, x, y]);
      if (driver.isSelected || (target && target.id === driver.id && target.kind === "driver")) {
        named.push([driver, x, y]);
        continue;
      }
      let sprite = this._driverSprite(driver, dimmed.size && dimmed.has(driver.look.route_id) ? Math.min(r, 6) : r);
      if (!bits) {
        stamp(ctx, sprite, x, y);
        const { half } = sprite;
        [left, top, right, bottom] = [Math.min(left, x - half), Math.min(top, y - half), Math.max(right, x + half), Math.max(bottom, y + half)];
        continue;
      }
      if (!sprite.hasBits && performance.now() > until) {
        isWhole = false;
        sprite = this.sprites.driver(driver.look, PLAIN_R, NO_BEAK);
      }
      bits.stamp(sprite, x * view.ratio, y * view.ratio);
    }
    if (bits) return { named, close, box: bits.box, isWhole };
    const box = right < left ? backhaul.noBox : {
      left: Math.floor(left * view.ratio), top: Math.floor(top * view.ratio), right: Math.ceil(right * view.ratio), bottom: Math.ceil(bottom * view.ratio),
    };
    return { named, close, box, isWhole };
  }

  _dimmedRoutes(isDragging) {
    const dimmed = new Set();
    for (const route of this.marks.routes.values()) {
      if (this._emphasis(route, isDragging) === "dimmed") dimmed.add(route.id);
    }
    return dimmed;
  }

  // Looking a picture up costs more than drawing it, so each driver keeps its own.
  _driverSprite(driver, r) {
    const hasBeak = r >= 9 && Number.isFinite(driver.heading) && driver.look.state === "driving";
    const direction = hasBeak ? Math.round(driver.heading / 11.25) & 31 : NO_BEAK;
    const { edition } = this.sprites;
    if (driver.spriteOf === driver.look && driver.spriteR === r && driver.spriteDirection === direction && driver.spriteEdition === edition) {
      return driver.sprite;
    }
    driver.sprite = this.sprites.driver(driver.look, r, direction);
    driver.spriteOf = driver.look;
    driver.spriteR = r;
    driver.spriteDirection = direction;
    driver.spriteEdition = edition;
    return driver.sprite;
  }

  // A name under a mark, in a plate of the panel's colour.
  _name(ctx, view, text, x, y) {
    ctx.font = backhaul.font(600, 11);
    const width = ctx.measureText(text).width + 14;
    ctx.save();
    ctx.shadowColor = this.palette.shadow;
    ctx.shadowBlur = 6 * view.ratio;
    ctx.fillStyle = this.palette.panel;
    ctx.beginPath();
    ctx.roundRect(x - width / 2, y, width, 20, 6);
    ctx.fill();
    ctx.restore();
    ctx.textAlign = "center";
    ctx.textBaseline = "middle";
    ctx.fillStyle = this.palette.ink;
    ctx.fillText(text, x, y + 10);
  }

  _highlight(ctx, view, target) {
    const mark = this.marks.mark(target.kind, target.id);
    if (!mark) return;
    if (target.kind === "route") this._glow(ctx, view, mark);
    else if (target.kind === "driver") {
      const route = this.marks.routes.get(mark.look.route_id);
      if (route) this._glow(ctx, view, route);
    } else {
      const r = target.kind === "stop" ? backhaul.stopRadius(view.zoom) + 5 : 15;
      this._selection(ctx, view.x(mark.x), view.y(mark.y), r);
    }
  }

  // The way still to go, wide and bright, with its stops on top again.
  _glow(ctx, view, route) {
    const { line } = route;
    if (!line.n || !this.show.routes) return;
    this._trace(ctx, view, line, Math.max(0, Math.min(route.done, line.n - 1)), line.n);
    ctx.lineCap = "round";
    ctx.lineJoin = "round";
    ctx.strokeStyle = backhaul.withAlpha(route.colour, 0.3);
    ctx.lineWidth = this.target ? 16 : 11;
    ctx.stroke();
    ctx.strokeStyle = route.colour;
    ctx.lineWidth = this.target ? 5.5 : 4.5;
    ctx.stroke();
    this._depots(ctx, view);
    const r = backhaul.stopRadius(view.zoom);
    for (const stop of this.marks.stops.values()) {
      if (stop.route_id !== route.id || (!this.show.done && backhaul.isEnded(stop))) continue;
      const [x, y] = [view.x(stop.x), view.y(stop.y)];
      if (view.contains(x, y, 16)) this._stop(ctx, stop, x, y, this._stopLook(stop, r, false));
    }
  }

  // One widening ring when a mark appears in the queue.
  _pulse(ctx, view, id, now) {
    const mark = this.marks.cases.get(id);
    const share = this.marks.pulseShare(id, now);
    if (!mark || share === null) return;
    for (const delay of [0, 0.25]) {
      const t = (share - delay) / (1 - delay);
      if (t <= 0) continue;
      ctx.beginPath();
      ctx.arc(view.x(mark.x), view.y(mark.y), 10 + 26 * (1 - (1 - t) ** 2), 0, 2 * Math.PI);
      ctx.strokeStyle = backhaul.withAlpha(mark.has_failed ? this.palette.bad : this.palette.request, 0.75 * (1 - t));
      ctx.lineWidth = 3;
      ctx.stroke();
    }
  }
};

// Half way along a line.
const middleOf = (xs, ys, n) => {
  const steps = [];
  for (let i = 1; i < n; i++) steps.push(Math.hypot(xs[i] - xs[i - 1], ys[i] - ys[i - 1]));
  let left = steps.reduce((sum, step) => sum + step, 0) / 2;
  for (let i = 1; i < n; i++) {
    const step = steps[i - 1];
    if (left <= step && step > 0) {
      const share = left / step;
      return [xs[i - 1] + (xs[i] - xs[i - 1]) * share, ys[i - 1] + (ys[i] - ys[i - 1]) * share];
    }
    left -= step;
  }
  return [xs[0], ys[0]];
};
