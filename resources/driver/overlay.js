// The driver's list as it will be once the hub has what waits on this phone. Knows no page.

import { now } from "./clock.js";

const changed = (view, id, change) => ({
  ...view, stops: view.stops.map((stop) => (stop.id === id ? { ...stop, ...change(stop) } : stop)),
});

const later = (at, seconds) => new Date(Date.parse(at) + seconds * 1000).toISOString();

// Goods that come back are left where they are when no line passes, or not all of an exchange.
function isLeft(stop, checks) {
  const failed = new Set(checks.filter((check) => !check.is_ok).map((check) => check.item_id));
  const lines = new Set(stop.questions.map((asked) => asked.item_id));
  return failed.size > 0 && (stop.kind === "exchange" || failed.size === lines.size);
}

const said = ({ preset = "", note = "", stop_id = null, said_at }) =>
  ({ number: 0, is_own: true, at: said_at, preset, words: note, stop_id, read_at: null, said_at });

const isOf = (message, { said_at }) => message.said_at && Date.parse(message.said_at) === Date.parse(said_at);

// Each is told of a list that may know it already: the hub had it, only its answer was lost.
const ACTS = {
  start_route: (view, { at }) => ({ ...view, started_at: view.started_at ?? at }),
  end_route: (view, { at }) => ({ ...view, ended_at: view.ended_at ?? at }),
  start_stop: (view, { stop_id, at }) => changed(view, stop_id, (stop) =>
    (stop.status === "planned" ? { status: "en_route", started_at: at } : {})),
  arrive_at_stop: (view, { stop_id, at }) => changed(view, stop_id, (stop) =>
    (hasEnded(stop) || stop.status === "arrived" ? {} : { status: "arrived", arrived_at: at })),
  complete_stop: (view, { stop_id, at, checks = [], failed = [] }) => changed(view, stop_id, (stop) => {
    const isInVain = isLeft(stop, checks) || (failed.length > 0 && failed.length === stop.lines.length);
    return hasEnded(stop) ? {} : { status: isInVain ? "failed" : "completed", ended_at: at };
  }),
  fail_stop: (view, { stop_id, at }) => changed(view, stop_id, (stop) =>
    (hasEnded(stop) ? {} : { status: "failed", ended_at: at })),
  report_problem: (view, { stop_id, reason, at }) => changed(view, stop_id, (stop) => (stop.problem === reason ? {}
    : { problem: reason, answer: "", answer_note: "", wait_until: later(at, view.answer_within_s) })),
  report_breakdown: (view) => ({ ...view, is_stranded: true }),
  accept_changes: (view, { offer_id }) =>
    (view.offer?.id === offer_id ? { ...view, stops: view.offer.stops, offer: null } : view),
  start_break: (view, { at }) => ({ ...view, break_since: view.break_since ?? at }),
  end_break: (view) => ({ ...view, break_since: null }),
  send_short_message: (view, command) => (view.messages.some((message) => isOf(message, command)) ? view
    : { ...view, messages: [...view.messages, said(command)] }),
  read_short_messages: (view, { up_to }) => ({ ...view, messages: view.messages.map((message) =>
    (message.is_own || message.read_at || message.number > up_to ? message : { ...message, read_at: now().toISOString() })) }),
  decline_changes: (view, { offer_id }) => (view.offer?.id === offer_id ? { ...view, offer: null } : view),
};

export function applied(view, command) {
  const act = ACTS[command.type];
  return view && act ? act(view, command) : view;
}

// Stops that something unsaved is about carry `isUnsaved`.
export function withUnsaved(view, entries) {
  if (!view) return view;
  const shown = entries.reduce((seen, entry) => applied(seen, entry.command), view);
  const atStops = entries.filter((entry) => entry.command.type !== "send_short_message");
  const touched = new Set(atStops.map((entry) => entry.command.stop_id).filter(Boolean));
  const isUnsent = entries.some((entry) => entry.command.type === "report_breakdown");
  const messages = shown.messages.map((message) => (
    { ...message, isUnsaved: entries.some((entry) => isOf(message, entry.command)) }));
  return { ...shown, messages, isBreakdownUnsent: isUnsent, stops: shown.stops.map((stop) => ({ ...stop, isUnsaved: touched.has(stop.id) })) };
}

export const hasEnded = (stop) => ["completed", "failed", "skipped", "cancelled"].includes(stop.status);
