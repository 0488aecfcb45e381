// What the order being dragged would cost, as chips beside the routes.
"use strict";

// The best come first and are always shown, at the edge if their route is out of sight; the others
// where there is room.
backhaul.drawCosts = (ctx, view, marks, palette) => {
  const taken = [];
  const order = (cost) => (cost.rank > 0 ? cost.rank : cost.is_feasible ? 10 : 20);
  for (const cost of [...marks.costs.values()].sort((a, b) => order(a) - order(b))) {
    const route = marks.routes.get(cost.route_id);
    if (!route || !route.line.n) continue;
    const at = middleInSight(view, route);
    drawChip(ctx, view, palette, { cost, route, x: view.x(at.x), y: view.y(at.y), taken });
  }
};

// The middle of what is in sight of the way still to go, so that chips spread over the routes.
const middleInSight = (view, { line, done }) => {
  const seen = [];
  for (let i = Math.min(done, line.n - 1); i < line.n; i++) {
    if (view.shows(view.x(line.xs[i]), view.y(line.ys[i]), 30)) seen.push(i);
  }
  const i = seen.length ? seen[seen.length >> 1] : Math.min(done, line.n - 1);
  return { x: line.xs[i], y: line.ys[i] };
};

const drawChip = (ctx, view, p, chip) => {
  const { cost, route, x, y, taken } = chip;
  const isBest = cost.rank > 0;
  ctx.font = backhaul.font(600, isBest ? 12 : 10.5);
  const text = cost.is_feasible ? cost.text : `✕ ${cost.text}`;
  const width = ctx.measureText(text).width + (isBest ? 30 : 24);
  const height = isBest ? 22 : 18;
  const place = freePlace(view, x, y, width, height, taken, isBest);
  if (!place) return;
  taken.push(place);
  ctx.globalAlpha = cost.is_feasible ? 1 : 0.72;
  ctx.save();
  ctx.shadowColor = p.shadow;
  ctx.shadowBlur = 8 * view.ratio;
  ctx.shadowOffsetY = 2 * view.ratio;
  ctx.fillStyle = cost.rank === 1 ? p.good : p.panel;
  ctx.beginPath();
  ctx.roundRect(place.x, place.y, width, height, height / 2);
  ctx.fill();
  ctx.restore();
  ctx.strokeStyle = cost.rank === 1 ? p.good : isBest ? p.good : p.panelLine;
  ctx.lineWidth = isBest ? 1.6 : 1;
  ctx.stroke();
  ctx.fillStyle = route.colour;
  ctx.strokeStyle = cost.rank === 1 ? p.goodInk : p.panel;
  ctx.lineWidth = 1.4;
  ctx.beginPath();
  ctx.arc(place.x + 11, place.y + height / 2, isBest ? 4.4 : 3.4, 0, 2 * Math.PI);
  ctx.fill();
  if (cost.rank === 1) ctx.stroke();
  ctx.fillStyle = cost.rank === 1 ? p.goodInk : cost.is_feasible ? p.ink : p.muted;
  ctx.textAlign = "left";
  ctx.textBaseline = "middle";
  ctx.fillText(text, place.x + (isBest ? 20 : 17), place.y + height / 2 + 0.5);
  ctx.globalAlpha = 1;
};

// A place beside the point where no chip is yet.
const freePlace = (view, x, y, width, height, taken, mustShow) => {
  const shifts = [
    [10, -height - 6], [-width - 10, -height - 6], [10, 8], [-width - 10, 8],
    [-width / 2, -height - 26], [-width / 2, 26], [24, -height / 2], [-width - 24, -height / 2],
  ];
  for (const [dx, dy] of shifts) {
    const place = { x: x + dx, y: y + dy, width, height };
    const isFree = taken.every(
      (other) =>
        place.x > other.x + other.width + 3 || other.x > place.x + width + 3 ||
        place.y > other.y + other.height + 3 || other.y > place.y + height + 3,
    );
    if (isFree && view.shows(place.x, place.y, 4) && view.shows(place.x + width, place.y + height, 4)) return place;
  }
  return mustShow ? { ...view.pullIn(x + 10, y - height - 6, width, height), width, height } : null;
};
