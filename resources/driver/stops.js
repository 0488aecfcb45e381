// The list of today's stops and, above it, what is to be done now.

import { secondsLeft, stamp } from "./clock.js";
import { button, drawAnew, el, link, make, once } from "./dom.js";
import { hasEnded } from "./overlay.js";
import { openBreakdown, openEnd, openFailure, openLines } from "./visit.js";
import { clockTime, inWords, say } from "./words.js";

const SIGNS = { completed: "✓", failed: "×", skipped: "–", cancelled: "–" };
const counts = new Map();

export function drawStops(page) {
  const { view } = page;
  el("route-name").textContent = view.route_id ? `${view.route_name} · ${view.vehicle}` : say("route.none");
  el("driver-name").textContent = view.driver;
  drawCurrent(page);
  el("breakdown").hidden = !view.started_at || Boolean(view.ended_at) || view.is_stranded;
  el("breakdown").onclick = () => openBreakdown(page);
  const numbered = view.stops.map((stop, n) => ({ stop, number: n + 1 }));
  const ahead = numbered.filter(({ stop }) => !hasEnded(stop));
  const behind = numbered.filter(({ stop }) => hasEnded(stop));
  el("stops").replaceChildren(...[...ahead, ...behind].map(({ stop, number }) => row(page, stop, number)));
  const hasBreak = Boolean(view.break_from) && !view.ended_at && !view.is_stranded;
  el("break").hidden = !hasBreak;
  const isBusy = view.stops.some((stop) => stop.status === "en_route" || stop.status === "arrived");
  el("rest").hidden = !view.started_at || Boolean(view.ended_at) || view.is_stranded || isBusy || Boolean(view.break_since);
  el("rest").textContent = say("rest.start");
  el("rest").onclick = () => once(() => page.act({ type: "start_break", route_id: view.route_id, at: stamp() }));
  if (hasBreak) el("break").textContent = say("route.break",
    { from: clockTime(view.break_from, view.zone), minutes: Math.round(view.break_s / 60) });
  el("list-title").textContent = view.stops.length
    ? say("stops.left", { left: ahead.length, all: view.stops.length }) : say("stops.none");
}

// What is collected anyway need not be said of each line.
export const contentsOf = (stop) => stop.contents.map((line) =>
  inWords(stop.kind === "collect" ? line.replace(/ \(collect\)$/, "") : line));

const title = (stop) => `${say(`kind.${stop.kind}`)} · ${stop.customer || stop.with_driver}`;

const window_ = (view, stop) =>
  (stop.opens ? `${clockTime(stop.opens, view.zone)}\u2060–\u2060${clockTime(stop.closes, view.zone)}` : "");

function row({ view }, stop, number) {
  const item = make("li", undefined, `stop ${stop.kind} ${hasEnded(stop) ? "ended" : ""} ${stop.status}`);
  item.append(make("span", SIGNS[stop.status] ?? String(number), "badge"));
  const text = make("div");
  const when = window_(view, stop);
  if (when) text.append(make("div", when, "time"));
  text.append(make("div", title(stop)), make("div", stop.address, "small"));
  // What stands in full above is not told twice.
  if (stop !== atHand(view)) {
    text.append(make("div", contentsOf(stop).join(", "), "small"));
    if (!hasEnded(stop)) text.append(...said(stop));
  }
  if (stop.isUnsaved) text.append(make("div", say("stop.unsaved"), "unsaved"));
  item.append(text);
  return item;
}

const atHand = (view) => (view.started_at ? view.stops.find((each) => !hasEnded(each)) : undefined);

function said(stop) {
  const words = [];
  if (stop.bring_empties) words.push(say("empties.bring", { count: stop.bring_empties }));
  if (stop.customer_says) words.push(inWords(stop.customer_says));
  return words.map((each) => make("div", each, "says"));
}

export function drawCurrent(page) {
  const { view } = page;
  const box = el("current");
  const stop = view.stops.find((each) => !hasEnded(each));
  box.hidden = !view.route_id;
  // Whether it is saved is told without drawing anew, unless it is about an open problem.
  const { isUnsaved, ...told } = stop ?? {};
  const may = stop && mayFail(stop);
  const key = [document.documentElement.lang, view.route_id, view.started_at, view.ended_at, view.break_since, view.is_stranded,
    view.isBreakdownUnsent, told, may, stop?.problem && isUnsaved, givenUp(view, stop)?.id];
  drawAnew(box, key, () => fill(page, box, stop));
  const mark = box.querySelector(".unsaved");
  if (mark) mark.hidden = !isUnsaved;
}

function fill(page, box, stop) {
  const { view } = page;
  if (view.ended_at) box.replaceChildren(make("h1", say("route.ended")));
  else if (!view.started_at) box.replaceChildren(make("h1", say("route.ready")), routeButton(page, "route.start", "start_route"));
  else if (view.break_since) box.replaceChildren(make("h1", say("rest.now", { at: clockTime(view.break_since, view.zone) })),
    routeButton(page, "rest.end", "end_break"));
  else if (!stop) box.replaceChildren(...overFor(view, stop), make("h1", say(view.is_stranded ? "route.given_away" : "route.all_done")), make("p", say("route.back"), "small"),
    routeButton(page, "route.end", "end_route"));
  else box.replaceChildren(...visit(page, stop));
  const stranded = view.isBreakdownUnsent ? "route.stranded_unsent" : "route.stranded";
  if (view.is_stranded) box.prepend(make("div", say(stranded), "says"));
}

// The stop before this one, if the office has said that it is over: nothing that the driver did.
function givenUp(view, stop) {
  if (view.is_stranded || (stop && stop.status !== "planned")) return undefined;
  const ended = view.stops.filter((each) => each.ended_at);
  const last = ended.reduce((one, other) => (one && Date.parse(one.ended_at) >= Date.parse(other.ended_at) ? one : other), undefined);
  return last?.answer === "fail" ? last : undefined;
}

const mayFail = (stop) => !(stop.problem && stop.wait_until) || secondsLeft(stop.wait_until) <= 0;

const routeButton = (page, words, type) => button(say(words), "primary",
  () => page.act({ type, route_id: page.view.route_id, at: stamp() }));

function visit(page, stop) {
  const order = say("stop.order", { order: stop.order_id });
  const parts = [
    ...overFor(page.view, stop),
    make("div", `${say(`kind.${stop.kind}`)} · ${order} · ${window_(page.view, stop)}`.replace(/ · $/, ""), "small"),
    make("h1", stop.address),
    make("div", `${stop.customer || stop.with_driver} ${stop.phone}`),
    ...contentsOf(stop).map((line) => make("div", line, "contents")),
    ways(stop),
  ];
  if (stop.bring_empties) parts.push(countEmpties(stop));
  if (stop.place_hint) parts.push(make("div", say("stop.door", { hint: inWords(stop.place_hint) }), "says"));
  if (stop.customer_says) parts.push(make("div", inWords(stop.customer_says), "says"));
  if (stop.problem) parts.push(answerOf(stop));
  parts.push(make("div", say("stop.unsaved"), "unsaved"));
  return [...parts, ...actions(page, stop)];
}

function overFor(view, stop) {
  const last = givenUp(view, stop);
  return last ? [make("div", say("answer.over_for", { address: last.address }), "answer fail")] : [];
}

const isApple = () => /iPhone|iPad/.test(navigator.userAgent);

// To the place on the phone's own map, and to the customer by the phone itself.
function ways(stop) {
  const row = make("div", undefined, "row");
  const at = `${stop.lat},${stop.lon}`;
  const map = isApple() ? `maps://?daddr=${at}` : `geo:${at}?q=${at}(${encodeURIComponent(stop.address)})`;
  row.append(link(say("stop.map"), map, "button map"));
  const number = stop.phone.replace(/[^+\d]/g, "");
  if (number) {
    row.append(link(say("stop.call"), `tel:${number}`, "button call"));
    row.append(link(say("stop.message"), smsTo(number, stop), "button message"));
  }
  return row;
}

// With a first sentence that the driver may change before it is sent.
function smsTo(number, stop) {
  const words = say(stop.status === "arrived" ? "sms.at_door" : "sms.coming", { address: stop.address });
  return `sms:${number}${isApple() ? "&" : "?"}body=${encodeURIComponent(words)}`;
}

const countedEmpties = (stop) => counts.get(stop.id) ?? stop.bring_empties;

// How many empties the customer really handed over; what is expected until the driver says more.
function countEmpties(stop) {
  const node = make("div", undefined, "says counter");
  const words = make("label");
  const field = make("input", undefined, "count");
  Object.assign(field, { type: "number", min: 0, max: 1000, inputMode: "numeric", value: countedEmpties(stop) });
  const count = (taken) => counts.set(stop.id, Math.min(1000, Math.max(0, Math.round(taken || 0))));
  field.addEventListener("input", () => count(Number(field.value)));
  // Gloves hit no key of a phone's keyboard. As fast as one likes, so not by `button`.
  const [fewer, more] = [["−", -1, "empties.fewer"], ["+", 1, "empties.more"]].map(([sign, by, name]) => {
    const step = make("button", sign);
    step.type = "button";
    step.setAttribute("aria-label", say(name));
    step.addEventListener("click", () => {
      count(countedEmpties(stop) + by);
      field.value = countedEmpties(stop);
    });
    return step;
  });
  words.append(make("span", say("empties.taken", { count: stop.bring_empties })), field);
  node.append(words, fewer, more);
  return node;
}

// What the office says to a problem, and until when the driver waits for it.
function answerOf(stop) {
  const name = stop.answer || (stop.isUnsaved ? "unsent" : "open");
  const node = make("div", undefined, `answer ${name}`);
  node.setAttribute("role", "status");
  node.append(make("strong", say(`answer.${name}`)));
  if (stop.answer_note) node.append(make("div", stop.answer_note));
  if (stop.wait_until) {
    const left = make("div", remaining(stop.wait_until), "countdown");
    left.dataset.until = stop.wait_until;
    if (secondsLeft(stop.wait_until) <= 0) left.dataset.over = "yes";
    node.append(left);
  }
  return node;
}

function remaining(until) {
  const left = secondsLeft(until);
  return left <= 0 ? say("answer.over") : `${Math.floor(left / 60)}:${String(left % 60).padStart(2, "0")}`;
}

// Only the countdown changes from second to second; its end brings the buttons back.
export function tick(page) {
  const node = document.querySelector(".countdown");
  if (!node || !page.view) return;
  const isOver = secondsLeft(node.dataset.until) <= 0;
  if (isOver && !node.dataset.over) drawCurrent(page);
  else node.textContent = remaining(node.dataset.until);
}

function actions(page, stop) {
  const one = (words, type) => button(say(words), "primary",
    () => page.act({ type, stop_id: stop.id, at: stamp() }));
  const second = make("div", undefined, "row");
  const fail = button(say("stop.could_not"), "danger", () => openFailure(page, stop, "fail_stop"));
  fail.disabled = !mayFail(stop);
  if (stop.status === "planned") return [wide(one("stop.set_out", "start_stop"), "next"), wide(fail)];
  if (stop.status === "en_route") return [wide(one("stop.there", "arrive_at_stop"), "next"), wide(fail)];
  const isMeeting = ["give", "take"].includes(stop.kind);
  const taken = () => ({ empties: countedEmpties(stop) });
  const done = button(say(["collect", "fetch"].includes(stop.kind) ? "stop.collected" : "stop.done"), "primary",
    () => (stop.questions.length ? openEnd(page, stop, taken()) : page.act({
      type: "complete_stop", stop_id: stop.id, at: stamp(), ...taken() })));
  second.append(button(say("stop.problem"), "", () => openFailure(page, stop, "report_problem")), fail);
  if (isMeeting) return [wide(done, "next"), second];
  const more = make("div", undefined, "row");
  if (stop.lines.length > 1) more.append(button(say("stop.part"), "part", () => openLines(page, stop, taken())));
  more.append(button(say("stop.proof"), "proof", () => openEnd(page, stop, taken())));
  return [wide(done, "next"), more, second];
}

function wide(node, name = "") {
  const row = make("div", undefined, `row ${name}`);
  row.append(node);
  return row;
}
