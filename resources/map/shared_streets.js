// Routes that share a street lie side by side: how far each vertex of a route is pushed aside.
"use strict";

const SIDE_BY_SIDE_FROM = 13.5; // zoom
const WIDEST_PX = 15; // of all routes in a street together
const FINENESS = 2e6; // world units are rounded to some 8 cm, so that equal places are equal

const isBefore = (ax, ay, bx, by) => ax < bx || (ax === bx && ay < by);

const segmentKey = (xs, ys, i) => {
  const [ax, ay] = [Math.round(xs[i] * FINENESS), Math.round(ys[i] * FINENESS)];
  const [bx, by] = [Math.round(xs[i + 1] * FINENESS), Math.round(ys[i + 1] * FINENESS)];
  return isBefore(ax, ay, bx, by) ? `${ax},${ay},${bx},${by}` : `${bx},${by},${ax},${ay}`;
};

const isSeen = (view, xs, ys, i) => {
  const [x, y] = [view.x(xs[i]), view.y(ys[i])];
  return view.contains(x, y, 60) || view.contains(view.x(xs[i + 1]), view.y(ys[i + 1]), 60);
};

// Which routes use each street that is in sight; null at a zoom where they lie on each other.
backhaul.sharedStreets = (routes, view) => {
  if (view.zoom < SIDE_BY_SIDE_FROM) return null;
  const users = new Map();
  for (const { id, line, done } of routes) {
    if (!line.n || !view.sees(line)) continue;
    for (let i = Math.max(0, done); i + 1 < line.n; i++) {
      if (!isSeen(view, line.xs, line.ys, i)) continue;
      const key = segmentKey(line.xs, line.ys, i);
      const known = users.get(key);
      if (!known) users.set(key, [id]);
      else if (!known.includes(id)) known.push(id);
    }
  }
  return users;
};

// Pixels by which each vertex of a route is pushed aside, or null if it has its streets alone.
backhaul.asides = (route, users, view, width) => {
  const { xs, ys, n } = route.line;
  let [dxs, dys, counts] = [null, null, null];
  for (let i = Math.max(0, route.done); i + 1 < n; i++) {
    if (!isSeen(view, xs, ys, i)) continue;
    const all = users.get(segmentKey(xs, ys, i));
    if (!all) continue;
    if (all.length > 1 && !dxs) [dxs, dys, counts] = [new Float32Array(n), new Float32Array(n), new Uint8Array(n)];
    if (!dxs) continue;
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
