// Stops at a far zoom, gathered by place: how many are still ahead there, and how many have failed.
"use strict";

const CLUSTER_BELOW = 11; // zoom levels from here on show every stop
const CELL_PX = 46;
const FEWEST = 4; // fewer stops are drawn one by one

backhaul.isClustered = (zoom) => zoom < CLUSTER_BELOW;

// Cells of a grid that is fixed on the earth, so that a pan changes none of them.
backhaul.clustersOf = (stops, view, isShown) => {
  const size = CELL_PX / view.scale;
  const cells = new Map();
  for (const stop of stops) {
    if (!isShown(stop)) continue;
    const key = `${Math.floor(stop.x / size)},${Math.floor(stop.y / size)}`;
    const cell = cells.get(key) || { stops: [], x: 0, y: 0, failed: 0 };
    cells.set(key, cell);
    cell.stops.push(stop);
    cell.x += stop.x;
    cell.y += stop.y;
    if (stop.status === "failed") cell.failed += 1;
  }
  const found = { clusters: [], single: [] };
  for (const cell of cells.values()) {
    const n = cell.stops.length;
    if (n < FEWEST) found.single.push(...cell.stops);
    else found.clusters.push({ ...cell, x: cell.x / n, y: cell.y / n, n });
  }
  return found;
};

backhaul.clusterRadius = (n) => Math.min(19, 8 + 2.2 * Math.log2(n));

backhaul.drawCluster = (ctx, view, palette, cluster) => {
  const [x, y, r] = [view.x(cluster.x), view.y(cluster.y), backhaul.clusterRadius(cluster.n)];
  if (!view.contains(x, y, r + 4)) return;
  ctx.beginPath();
  ctx.arc(x, y, r, 0, 2 * Math.PI);
  ctx.fillStyle = palette.panel;
  ctx.fill();
  ctx.lineWidth = 2;
  ctx.strokeStyle = palette.accent;
  ctx.stroke();
  if (cluster.failed) {
    ctx.beginPath();
    ctx.arc(x, y, r, -Math.PI / 2, -Math.PI / 2 + (2 * Math.PI * cluster.failed) / cluster.n);
    ctx.lineWidth = 3.5;
    ctx.strokeStyle = palette.bad;
    ctx.stroke();
  }
  ctx.font = backhaul.font(600, cluster.n > 99 ? 10 : 11);
  ctx.textAlign = "center";
  ctx.textBaseline = "middle";
  ctx.fillStyle = palette.ink;
  ctx.fillText(String(cluster.n), x, y + 0.5);
};
