// The driver's list as it will be once the hub has what waits on this phone. Knows no page.

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

// Each is told of a list that may know it already: the hub had it, only its answer was lost.
const ACTS = {
  start_route: (view, { at }) => ({ ...view, started_at: view.started_at ?? at }),
  end_route: (view, { at }) => ({ ...view, ended_at: view.ended_at ?? at }),
  start_stop: (view, { stop_id, at }) => changed(view, stop_id, (stop) =>
    (stop.status === "planned" ? { status: "en_route", started_at: at } : {})),
  arrive_at_stop: (view, { stop_id, at }) => changed(view, stop_id, (stop) =>
    (hasEnded(stop) || stop.status === "arrived" ? {} : { status: "arrived", arrived_at: at })),
  complete_stop: (view, { stop_id, at, checks = [] }) => changed(view, stop_id, (stop) =>
    (hasEnded(stop) ? {} : { status: isLeft(stop, checks) ? "failed" : "completed", ended_at: at })),
  fail_stop: (view, { stop_id, at }) => changed(view, stop_id, (stop) =>
    (hasEnded(stop) ? {} : { status: "failed", ended_at: at })),
  report_problem: (view, { stop_id, reason, at }) => changed(view, stop_id, (stop) => (stop.problem === reason ? {}
    : { problem: reason, answer: "", answer_note: "", wait_until: later(at, view.answer_within_s) })),
  report_breakdown: (view) => ({ ...view, is_stranded: true }),
  accept_changes: (view, { offer_id }) =>
    (view.offer?.id === offer_id ? { ...view, stops: view.offer.stops, offer: null } : view),
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
  const touched = new Set(entries.map((entry) => entry.command.stop_id).filter(Boolean));
  const isUnsent = entries.some((entry) => entry.command.type === "report_breakdown");
  return { ...shown, isBreakdownUnsent: isUnsent, stops: shown.stops.map((stop) => ({ ...stop, isUnsaved: touched.has(stop.id) })) };
}

export const hasEnded = (stop) => ["completed", "failed", "skipped", "cancelled"].includes(stop.status);
