// What is asked at the door before an action is kept: a reason, a note, a photo, the shop's questions.

import { stamp } from "./clock.js";
import { el, make, press, show } from "./dom.js";
import { beginProof, proof } from "./proof.js";
import { inWords, reasons, say } from "./words.js";

const GROUPS = { deliver: "deliver", exchange: "deliver", collect: "collect", give: "meet", take: "meet", fetch: "fetch" };
const TAKING = ["collect", "fetch"];
const MOST_PHOTOS = 8;

export function openFailure(page, stop, type) {
  const isEnd = type === "fail_stop";
  askWhy({ title: isEnd ? "failure.why" : "failure.problem", group: GROUPS[stop.kind], hasNote: true, hasPhoto: isEnd,
    off: page.view.reasons_off, own: page.view.reasons_own },
    (reason) => {
      const command = { type, stop_id: stop.id, reason, at: stamp(), note: el("failure-note").value };
      const files = isEnd ? [...el("failure-photo").files].slice(0, 1) : [];
      return page.act(command, files, (ids) => ids.length && Object.assign(command, { photo: ids[0] }));
    });
}

// The van or the driver cannot go on: what waits for this van goes to the office.
export function openBreakdown(page) {
  askWhy({ title: "breakdown.title", group: "stranded", hasNote: false, hasPhoto: false }, (reason) =>
    page.act({ type: "report_breakdown", route_id: page.view.route_id, reason }));
}

// What the depot offers of the reasons, its own behind the one that each is a kind of: [code, words].
const offeredOf = (shipped, off, own) => shipped.flatMap((reason) => [reason,
  ...own.filter(({ kind }) => kind === reason[0]).map(({ code, words }) => [code, words])])
  .filter(([code]) => !off.includes(code));

// One of the reasons of a group, and what goes with it; `act` takes the reason's code.
function askWhy({ title, group, hasNote, hasPhoto, off = [], own = [] }, act) {
  let chosen = null;
  el("failure-title").textContent = say(title);
  el("failure-note").value = "";
  el("failure-note").closest("label").hidden = !hasNote;
  takeNone(el("failure-photo"));
  el("failure-photo").closest("label").hidden = !hasPhoto;
  el("failure-send").disabled = true;
  const nodes = offeredOf(reasons(group), off, own).map(([code, words]) => {
    const node = make("button", words);
    node.type = "button";
    node.dataset.reason = code;
    node.addEventListener("click", () => {
      chosen = code;
      press(node, nodes);
      el("failure-send").disabled = false;
    });
    return node;
  });
  el("failure-reasons").replaceChildren(...nodes);
  show(el("failure"), () => act(chosen));
}

// What ends a visit: the shop's questions about goods that come back, each answered before they are
// taken, and what shows that the visit was made. `more` goes into the command.
export function openEnd(page, stop, more) {
  const answers = new Map();
  const lines = new Set(stop.questions.map((asked) => asked.item_id));
  function tell() {
    const left = new Set([...answers].filter(([, isOk]) => !isOk).map(([asked]) => asked.item_id));
    const isAll = left.size > 0 && (left.size === lines.size || stop.kind === "exchange");
    const all = lines.size ? "checks.all" : TAKING.includes(stop.kind) ? "stop.collected" : "stop.done";
    el("checks-send").disabled = answers.size < stop.questions.length;
    el("checks-send").textContent = say(isAll ? "checks.none" : left.size ? "checks.rest" : all);
    el("checks-left").textContent = isAll ? say("checks.none_taken")
      : left.size ? say("checks.stay", { left: left.size, all: lines.size }) : unanswered(stop.questions.length - answers.size);
  }
  el("checks-title").textContent = say(lines.size ? "checks.title" : "proof.title");
  el("checks-photos-words").textContent = say(TAKING.includes(stop.kind) || lines.size ? "checks.photos" : "proof.photos");
  el("checks-list").hidden = !lines.size;
  el("checks-list").replaceChildren(...stop.questions.map((asked) => question(asked, (isOk) => {
    answers.set(asked, isOk);
    tell();
  })));
  takeNone(el("checks-photos"));
  el("checks-note").value = "";
  beginProof();
  tell();
  show(el("checks"), () => {
    const checks = [...answers].map(([asked, isOk]) => ({ item_id: asked.item_id, check: asked.check, is_ok: isOk }));
    const { signature, ...said } = proof();
    const command = { type: "complete_stop", stop_id: stop.id, at: stamp(), checks, ...more, ...said,
      note: el("checks-note").value };
    const photos = [...el("checks-photos").files].slice(0, MOST_PHOTOS);
    return page.act(command, [...photos, ...signature], (ids) => Object.assign(command,
      { photos: ids.slice(0, photos.length) }, signature.length && { signature: ids.at(-1) }));
  });
}

// Why the button below is still grey.
const unanswered = (count) => (count ? say("checks.open", { count }) : "");

const LINE_REASONS = ["refused", "damaged", "missing_item", "wrong_item"];

// A delivery of which the customer does not get everything: a reason for each line that stays out.
export function openLines(page, stop, more) {
  const answers = new Map();
  const shipped = LINE_REASONS.map((code) => [code, say(`deliver.${code}`)]);
  const ofDepot = offeredOf(shipped, page.view.reasons_off, page.view.reasons_own);
  // A line that stays out needs some reason, also at a depot that offers none of these.
  const offered = ofDepot.length ? ofDepot : shipped;
  function tell() {
    const failed = [...answers.values()].filter((why) => why).length;
    el("lines-send").disabled = answers.size < stop.lines.length || [...answers.values()].includes("?");
    el("lines-send").textContent = say(failed === stop.lines.length ? "lines.none" : "lines.send");
    const open = stop.lines.length - answers.size + [...answers.values()].filter((why) => why === "?").length;
    el("lines-left").textContent = open ? unanswered(open)
      : failed ? say("lines.stay", { left: failed, all: stop.lines.length }) : "";
  }
  el("lines-list").replaceChildren(...stop.lines.map((line) => {
    const why = make("select", undefined, "why");
    why.setAttribute("aria-label", line.words);
    why.append(make("option", say("lines.why")), ...offered.map(([code, words]) =>
      Object.assign(make("option", words), { value: code })));
    why.firstChild.value = "?";
    why.hidden = true;
    const note = (isOk) => {
      why.hidden = isOk;
      answers.set(line.item_id, isOk ? "" : why.value);
      tell();
    };
    why.addEventListener("change", () => note(false));
    const row = question(line, note);
    row.append(why);
    return row;
  }));
  takeNone(el("lines-photo"));
  tell();
  show(el("lines"), () => {
    const failed = [...answers].filter(([, reason]) => reason).map(([item_id, reason]) => ({ item_id, reason }));
    const command = { type: "complete_stop", stop_id: stop.id, at: stamp(), ...more, failed };
    const files = [...el("lines-photo").files].slice(0, 1);
    return page.act(command, files, (ids) => ids.length && Object.assign(command, { photo: ids[0] }));
  });
}

function question(asked, answered) {
  const row = make("li", undefined, "check");
  const nodes = [["yes", true], ["no", false]].map(([word, isOk]) => {
    const node = make("button", say(word), word);
    node.type = "button";
    node.setAttribute("aria-label", `${inWords(asked.words)} ${say(word)}`);
    node.addEventListener("click", () => {
      press(node, nodes);
      answered(isOk);
    });
    return node;
  });
  row.append(make("span", inWords(asked.words)), ...nodes);
  return row;
}

// How many photos were taken stands on the button that takes them.
for (const input of document.querySelectorAll(".file input")) {
  const count = input.closest("label").querySelector(".taken");
  input.addEventListener("change", () => { count.textContent = input.files.length ? `✓ ${input.files.length}` : ""; });
}

function takeNone(input) {
  input.value = "";
  input.dispatchEvent(new Event("change"));
}
