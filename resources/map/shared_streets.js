// Routes that share a street lie side by side: how far each vertex of a route is pushed aside.
"use strict";

const SIDE_BY_SIDE_FROM = 13.5; // zoom
const WIDEST_PX = 15; // of all routes in a street together
const MOST_SIDE_BY_SIDE = 60; // routes in sight; more would be one broad band, and slow to lay out
const FINENESS = 2e6; // world units are rounded to some 8 cm, so that equal places are equal

const isBefore = (ax, ay, bx, by) => ax < bx || (ax === bx && ay < by);

// One number per segment, whichever way it is driven: 52 bits of its two ends, made once per path.
const segmentKeys = (line) => {
  if (line.keys) return line.keys;
  const { xs, ys, n } = line;
  const keys = new Float64Array(Math.max(0, n - 1));
  for (let i = 0; i + 1 < n; i++) {
    let [ax, ay] = [Math.round(xs[i] * FINENESS), Math.round(ys[i] * FINENESS)];
    let [bx, by] = [Math.round(xs[i + 1] * FINENESS), Math.round(ys[i + 1] * FINENESS)];
    if (!isBefore(ax, ay, bx, by)) [ax, ay, bx, by] = [bx, by, ax, ay];
    const one = Math.imul(ax, 73856093) ^ Math.imul(by, 19349663);
    const two = Math.imul(ay, 83492791) ^ Math.imul(bx, 50331653);
    keys[i] = (one & 0x3ffffff) * 0x4000000 + (two & 0x3ffffff);
  }
  line.keys = keys;
  return keys;
};

const isSeen = (view, xs, ys, i) => {
  const [x, y] = [view.x(xs[i]), view.y(ys[i])];
  return view.contains(x, y, 60) || view.contains(view.x(xs[i + 1]), view.y(ys[i + 1]), 60);
};

// Which routes use each street that is in sight; null at a zoom where they lie on each other.
backhaul.sharedStreets = (routes, view) => {
  if (view.zoom < SIDE_BY_SIDE_FROM) return null;
  const inSight = [...routes].filter(({ line }) => line.n && view.sees(line));
  if (inSight.length > MOST_SIDE_BY_SIDE) return null;
  const users = new Map();
  for (const { id, line, done } of inSight) {
    const keys = segmentKeys(line);
    for (let i = Math.max(0, done); i + 1 < line.n; i++) {
      if (!isSeen(view, line.xs, line.ys, i)) continue;
      const known = users.get(keys[i]);
      if (!known) users.set(keys[i], [id]);
      else if (known[known.length - 1] !== id) known.push(id);
    }
  }
  return users;
};

// Pixels by which each vertex of a route is pushed aside, or null if it has its streets alone.
backhaul.asides = (route, users, view, width) => {
  const { xs, ys, n } = route.line;
  const keys = segmentKeys(route.line);
  let [dxs, dys, counts] = [null, null, null];
  for (let i = Math.max(0, route.done); i + 1 < n; i++) {
    const all = users.get(keys[i]);
    if (!all || (all.length === 1 && !dxs) || !isSeen(view, xs, ys, i)) continue;
    if (!dxs) [dxs, dys, counts] = [new Float32Array(n), new Float32Array(n), new Uint8Array(n)];
    const gap = Math.min(width + 1, WIDEST_PX / all.length);
    const away = (all.indexOf(route.id) - (all.length - 1) / 2) * gap;
    const [x1, y1, x2, y2] = [view.x(xs[i]), view.y(ys[i]), view.x(xs[i + 1]), view.y(ys[i + 1])];
    const length = Math.hypot(x2 - x1, y2 - y1) || 1;
    // The side does not depend on the direction in which a van drives.
    const side = isBefore(xs[i], ys[i], xs[i + 1], ys[i + 1]) ? 1 : -1;
    for (const at of [i, i + 1]) {
      dxs[at] += (side * away * -(y2 - y1)) / length;
      dys[at] += (side * away * (x2 - x1)) / length;
      counts[at] += 1;
    }
  }
  if (!dxs) return null;
  for (let i = 0; i < n; i++) {
    if (counts[i] > 1) [dxs[i], dys[i]] = [dxs[i] / counts[i], dys[i] / counts[i]];
  }
  return { dxs, dys };
};
