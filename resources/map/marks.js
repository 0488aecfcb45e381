// What is on the map now: takes patches, moves drivers between positions, finds what lies where.
// World coordinates are those of the web mercator square of 256 pixels at zoom 0.
"use strict";

backhaul.worldX = (lon) => ((lon + 180) / 360) * 256;
backhaul.worldY = (lat) => {
  const sine = Math.sin((Math.max(-85.05, Math.min(85.05, lat)) * Math.PI) / 180);
  return (0.5 - Math.log((1 + sine) / (1 - sine)) / (4 * Math.PI)) * 256;
};

// Uint8Array.from over atob's letters took 24 ms for five thousand vans, this 0.1.
backhaul.unpackFloats = (text) => new Float32Array(Uint8Array.fromBase64(text).buffer);

const unpackPath = (text, origin) => {
  const floats = backhaul.unpackFloats(text);
  const n = floats.length >> 1;
  const xs = new Float64Array(n);
  const ys = new Float64Array(n);
  for (let i = 0; i < n; i++) {
    ys[i] = backhaul.worldY(origin[0] + floats[2 * i]);
    xs[i] = backhaul.worldX(origin[1] + floats[2 * i + 1]);
  }
  let [left, top, right, bottom] = [Infinity, Infinity, -Infinity, -Infinity];
  for (let i = 0; i < n; i++) {
    left = Math.min(left, xs[i]);
    right = Math.max(right, xs[i]);
    top = Math.min(top, ys[i]);
    bottom = Math.max(bottom, ys[i]);
  }
  return { xs, ys, n, left, top, right, bottom };
};

const STOP_LOOK = ["x", "y", "shape", "status", "number", "route_id", "is_late", "is_locked", "is_pending"];
const CASE_LOOK = ["x", "y", "shape", "has_failed", "is_urgent"];

// Does a mark differ in what is drawn? Its words are only read when it is pointed at.
const looksDiffer = (known, mark, names) => !known || names.some((name) => known[name] !== mark[name]);

// Does a route differ from what is drawn by its driven part (and its words) alone?
const isOnlyDriven = (known, route) => known.emphasis === route.emphasis && known.colour === route.colour;

const LONGEST_GLIDE_MS = 1000;
const SHORTEST_GLIDE_MS = 80;
const JUMP_METRES = 2500;
const WORLD_PER_METRE = 256 / 40075017;
const PULSE_MS = 1800;

// A van. All it will ever have is there from the beginning: the loops over thousands of them are
// compiled for one kind of object, and again and again if its fields come one by one.
class Driver {
  constructor(id) {
    this.id = id;
    this.look = null;
    this.x = this.y = NaN; // where it is now,
    this.fromX = this.fromY = this.toX = this.toY = NaN; // between these two,
    this.since = NaN; // from this time
    this.glideMs = NaN; // for so long
    this.drawnX = this.drawnY = NaN;
    this.heading = this.age = NaN;
    this.isSelected = false;
    this.sprite = null; // and what it was made of, by the painter
    this.spriteOf = null;
    this.spriteR = this.spriteDirection = this.spriteEdition = 0;
  }
}

backhaul.Marks = class {
  constructor() {
    this.drivers = new Map();
    this.order = [];
    this.stops = new Map();
    this.routes = new Map();
    this.cases = new Map();
    this.depots = new Map();
    this.heat = new Map();
    this.heatLegend = { title: "" };
    this.ghosts = [];
    this.closures = new Map(); // closed streets
    this.fences = new Map();
    this.trails = []; // where vans that are looked at were heard of
    this.costs = new Map(); // by route
    this.selected = new Set();
    this.pointed = null; // by another panel
    this.glidesUntil = 0;
    this.pulses = new Map(); // case id → start time
  }

  // Returns how soon the whole still canvas has to be drawn again: "now", "soon" if only how far
  // vans have driven is new, or "no"; the `places` of stops and cases that look otherwise, and
  // whether vans do, or are elsewhere. `now` is the page's clock in milliseconds.
  apply(patch, now) {
    const isFirst = !this._hasMarks;
    this._hasMarks = true;
    const origin = patch.origin || [0, 0];
    let [isStatic, isDriven] = [false, false];
    const places = [];
    if (patch.driver_looks) this._takeLooks(patch.driver_looks);
    if (patch.driver_ids) this._takeOrder(patch.driver_ids);
    if (patch.positions) this._takePositions(backhaul.unpackFloats(patch.positions), origin, now);
    for (const [name, store, look] of [["stops", this.stops, STOP_LOOK], ["cases", this.cases, CASE_LOOK]]) {
      for (const id of patch[`${name}_gone`] || []) {
        if (store.has(id)) places.push(store.get(id));
        store.delete(id);
      }
      for (const mark of patch[name] || []) {
        const known = store.get(mark.id);
        if (name === "cases" && !isFirst && !known) this.pulses.set(mark.id, now);
        store.set(mark.id, this._place(mark));
        if (!looksDiffer(known, mark, look)) continue;
        places.push(mark);
        if (known && (known.x !== mark.x || known.y !== mark.y)) places.push(known);
      }
    }
    for (const id of patch.routes_gone || []) isStatic = this.routes.delete(id) || isStatic;
    for (const route of patch.routes || []) {
      const known = this.routes.get(route.id);
      if (route.path === undefined && isOnlyDriven(known, route)) isDriven = true;
      else isStatic = true;
      route.line = route.path === undefined ? known.line : unpackPath(route.path, origin);
      route.colour = backhaul.safeColour(route.colour);
      delete route.path;
      this.routes.set(route.id, route);
    }
    if (patch.depots) {
      this.depots = new Map(patch.depots.map((depot) => [depot.id, this._place(depot)]));
      isStatic = true;
    }
    if (patch.heat_legend) this.heatLegend = patch.heat_legend;
    if (patch.heat) {
      this.heat = new Map(patch.heat.map((spot) => [spot.id, this._place(spot)]));
      isStatic = true;
    }
    if (patch.ghosts) {
      this.ghosts = patch.ghosts.map((ghost) => ({
        routeId: ghost.route_id,
        colour: backhaul.safeColour(ghost.colour),
        old: unpackPath(ghost.old_path, origin),
        new: unpackPath(ghost.new_path, origin),
        at: ghost.at && { x: backhaul.worldX(ghost.at[1]), y: backhaul.worldY(ghost.at[0]) },
      }));
      isStatic = true;
    }
    for (const name of ["closures", "fences"]) {
      if (!patch[name]) continue;
      this[name] = new Map(patch[name].map((mark) => [mark.id, { ...mark, line: unpackPath(mark.path, origin) }]));
      isStatic = true;
    }
    if (patch.trails) {
      this.trails = patch.trails.map((trail) => ({
        colour: backhaul.safeColour(trail.colour),
        line: unpackPath(trail.path, origin),
      }));
      isStatic = true;
    }
    if (patch.costs) {
      this.costs = new Map(patch.costs.map((cost) => [cost.route_id, cost]));
      isStatic = true;
    }
    if (patch.selected) {
      this.selected = new Set(patch.selected.map((ref) => `${ref.kind}:${ref.id}`));
      isStatic = true;
    }
    if (patch.selected || patch.driver_ids) {
      for (const driver of this.order) driver.isSelected = this.isSelected("driver", driver.id);
    }
    if (patch.hovered) this.pointed = patch.hovered.ref;
    const isOther = Boolean(patch.driver_looks || patch.driver_ids || patch.hovered);
    const still = isStatic ? "now" : isDriven ? "soon" : "no";
    return { still, places, isOther, isMoved: isOther || Boolean(patch.positions) };
  }

  isSelected(kind, id) {
    return this.selected.has(`${kind}:${id}`);
  }

  routeOf(stop) {
    return this.routes.get(stop.route_id);
  }

  costOf(routeId) {
    return this.costs.get(routeId);
  }

  mark(kind, id) {
    const store = { driver: this.drivers, stop: this.stops, route: this.routes, case: this.cases, depot: this.depots, heat: this.heat, closure: this.closures, fence: this.fences }[kind];
    return store && store.get(id);
  }

  _place(mark) {
    mark.x = backhaul.worldX(mark.lon);
    mark.y = backhaul.worldY(mark.lat);
    return mark;
  }

  _takeLooks(looks) {
    for (const look of looks) {
      look.colour = backhaul.safeColour(look.colour);
      const driver = this.drivers.get(look.id) || new Driver(look.id);
      driver.look = look;
      this.drivers.set(look.id, driver);
    }
  }

  _takeOrder(ids) {
    const kept = new Map();
    this.order = ids.map((id) => this.drivers.get(id));
    for (const driver of this.order) kept.set(driver.id, driver);
    this.drivers = kept;
  }

  // Five floats each: number, latitude, longitude, heading or NaN, age.
  _takePositions(floats, origin, now) {
    for (let i = 0; i + 4 < floats.length; i += 5) {
      const driver = this.order[floats[i]];
      const x = backhaul.worldX(origin[1] + floats[i + 2]);
      const y = backhaul.worldY(origin[0] + floats[i + 1]);
      if (!Number.isFinite(x) || !Number.isFinite(y)) continue;
      const jump = Math.hypot(x - driver.toX, y - driver.toY);
      const isGlide = jump > 0 && jump < JUMP_METRES * WORLD_PER_METRE * 1.3;
      if (isGlide) this._settle(driver, now);
      driver.fromX = isGlide ? driver.x : x;
      driver.fromY = isGlide ? driver.y : y;
      driver.toX = x;
      driver.toY = y;
      driver.x = driver.fromX;
      driver.y = driver.fromY;
      driver.heading = floats[i + 3];
      driver.glideMs = Math.max(SHORTEST_GLIDE_MS, Math.min(LONGEST_GLIDE_MS, now - (driver.since || 0)));
      driver.age = floats[i + 4];
      driver.since = now;
      if (isGlide) this.glidesUntil = Math.max(this.glidesUntil, now + driver.glideMs);
    }
  }

  _settle(driver, now) {
    const share = Math.max(0, Math.min(1, (now - driver.since) / driver.glideMs));
    driver.x = driver.fromX + (driver.toX - driver.fromX) * share;
    driver.y = driver.fromY + (driver.toY - driver.fromY) * share;
  }

  // Moves every driver to where it is at `now`; whether one is further from where it was drawn than
  // `least` world units.
  glide(now, least) {
    let isSeen = false;
    for (const driver of this.order) {
      if (Number.isNaN(driver.since)) continue;
      this._settle(driver, now);
      if (!(Math.abs(driver.x - driver.drawnX) <= least && Math.abs(driver.y - driver.drawnY) <= least)) isSeen = true;
    }
    return isSeen;
  }

  // Every driver is drawn where it is.
  noteDrawn() {
    for (const driver of this.order) {
      driver.drawnX = driver.x;
      driver.drawnY = driver.y;
    }
  }

  // Is there something that changes by itself with time?
  isLively(now) {
    for (const [id, start] of this.pulses) if (now - start > PULSE_MS) this.pulses.delete(id);
    return now < this.glidesUntil || this.pulses.size > 0;
  }

  pulseShare(id, now) {
    const start = this.pulses.get(id);
    return start === undefined ? null : Math.min(1, (now - start) / PULSE_MS);
  }

  // What lies under a point, topmost first. `scale` is CSS pixels per world unit. A drag finds
  // what pointing would find; only where that is nothing it reaches further.
  find(x, y, scale, { isDrag = false, except = null, exceptRoute = null, show = {} } = {}) {
    const near = (marks, radius, skip) => {
      let [best, bestDistance] = [null, radius / scale];
      for (const mark of marks) {
        if (skip && skip(mark)) continue;
        const distance = Math.max(Math.abs(mark.x - x), Math.abs(mark.y - y));
        if (distance < bestDistance) [best, bestDistance] = [mark, distance];
      }
      return best;
    };
    const queued = isDrag ? null : near(this.cases.values(), 14);
    if (queued) return { kind: "case", id: queued.id, mark: queued };
    const isOwnVan = (driver) => exceptRoute !== null && driver.look.route_id === exceptRoute;
    const driver = near(this.order, 15, isOwnVan);
    if (driver) return { kind: "driver", id: driver.id, mark: driver };
    const isOwnStop = (stop) => stop.id === except || (exceptRoute !== null && stop.route_id === exceptRoute);
    const hides = (stop) => show.stops === false || isOwnStop(stop) || (show.done === false && backhaul.isEnded(stop));
    const stop = near(this.stops.values(), show.stopReach || 8, hides);
    if (stop) return { kind: "stop", id: stop.id, mark: stop };
    const depot = isDrag ? null : near(this.depots.values(), 12);
    if (depot) return { kind: "depot", id: depot.id, mark: depot };
    const spot = isDrag || show.heat === false ? null : near(this.heat.values(), 12);
    if (spot) return { kind: "heat", id: spot.id, mark: spot };
    const closed = isDrag ? null : nearestLine(this.closures.values(), x, y, 8 / scale);
    if (closed) return { kind: "closure", id: closed.id, mark: closed };
    const fence = isDrag ? null : nearestLine(this.fences.values(), x, y, 5 / scale);
    if (fence) return { kind: "fence", id: fence.id, mark: fence };
    const routeWithin = (reach) => (show.routes === false ? null : this.nearestRoute(x, y, reach / scale, exceptRoute));
    // What is chosen lies over the others that drive the same street, and can be taken hold of.
    const chosen = isDrag || show.routes === false ? null : nearestLine([...this.routes.values()].filter((each) => each.is_movable), x, y, 7 / scale);
    const route = chosen || routeWithin(7);
    if (route) return { kind: "route", id: route.id, mark: route };
    if (isDrag) {
      const van = near(this.order, 20, isOwnVan);
      if (van) return { kind: "driver", id: van.id, mark: van };
      const way = routeWithin(30);
      if (way) return { kind: "route", id: way.id, mark: way };
    }
    return { kind: "ground", id: "", mark: null };
  }

  nearestRoute(x, y, reach, except = null) {
    const routes = except === null ? this.routes.values() : [...this.routes.values()].filter(({ id }) => id !== except);
    return nearestLine(routes, x, y, reach);
  }
};

// The mark whose line passes closest, within reach.
const nearestLine = (marks, x, y, reach) => {
  let [best, bestSquare] = [null, reach * reach];
  for (const mark of marks) {
    const { xs, ys, n, left, top, right, bottom } = mark.line;
    if (x < left - reach || x > right + reach || y < top - reach || y > bottom + reach) continue;
    for (let i = 1; i < n; i++) {
      const square = segmentSquare(x, y, xs[i - 1], ys[i - 1], xs[i], ys[i]);
      if (square < bestSquare) [best, bestSquare] = [mark, square];
    }
  }
  return best;
};

backhaul.isEnded = (stop) => ["completed", "skipped", "cancelled"].includes(stop.status);

const segmentSquare = (x, y, x1, y1, x2, y2) => {
  const [dx, dy] = [x2 - x1, y2 - y1];
  const length = dx * dx + dy * dy;
  const share = length ? Math.max(0, Math.min(1, ((x - x1) * dx + (y - y1) * dy) / length)) : 0;
  return (x - x1 - share * dx) ** 2 + (y - y1 - share * dy) ** 2;
};
