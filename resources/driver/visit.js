// What is asked at the door before an action is kept: a reason, a note, a photo, the shop's questions.

import { stamp } from "./clock.js";
import { el, make, once, press } from "./dom.js";
import { reasons, say } from "./words.js";

const GROUPS = { deliver: "deliver", exchange: "deliver", collect: "collect", give: "meet", take: "meet" };
const MOST_PHOTOS = 8;

export function openFailure(page, stop, type) {
  const isEnd = type === "fail_stop";
  askWhy({ title: isEnd ? "failure.why" : "failure.problem", group: GROUPS[stop.kind], hasNote: true, hasPhoto: isEnd },
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

// One of the reasons of a group, and what goes with it; `act` takes the reason's code.
function askWhy({ title, group, hasNote, hasPhoto }, act) {
  let chosen = null;
  el("failure-title").textContent = say(title);
  el("failure-note").value = "";
  el("failure-note").closest("label").hidden = !hasNote;
  takeNone(el("failure-photo"));
  el("failure-photo").closest("label").hidden = !hasPhoto;
  el("failure-send").disabled = true;
  const nodes = reasons(group).map(([code, words]) => {
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

// What the shop demands of goods that come back: every question is answered before they are taken.
export function openChecks(page, stop) {
  const answers = new Map();
  const lines = new Set(stop.questions.map((asked) => asked.item_id));
  function tell() {
    const left = new Set([...answers].filter(([, isOk]) => !isOk).map(([asked]) => asked.item_id));
    const isAll = left.size === lines.size || (stop.kind === "exchange" && left.size > 0);
    el("checks-send").disabled = answers.size < stop.questions.length;
    el("checks-send").textContent = say(isAll ? "checks.none" : left.size ? "checks.rest" : "checks.all");
    el("checks-left").textContent = isAll ? say("checks.none_taken")
      : left.size ? say("checks.stay", { left: left.size, all: lines.size }) : "";
  }
  el("checks-list").replaceChildren(...stop.questions.map((asked) => question(asked, (isOk) => {
    answers.set(asked, isOk);
    tell();
  })));
  takeNone(el("checks-photos"));
  tell();
  show(el("checks"), () => {
    const checks = [...answers].map(([asked, isOk]) => ({ item_id: asked.item_id, check: asked.check, is_ok: isOk }));
    const command = { type: "complete_stop", stop_id: stop.id, at: stamp(), checks };
    const files = [...el("checks-photos").files].slice(0, MOST_PHOTOS);
    return page.act(command, files, (photos) => Object.assign(command, { photos }));
  });
}

function question(asked, answered) {
  const row = make("li", undefined, "check");
  const nodes = [["yes", true], ["no", false]].map(([word, isOk]) => {
    const node = make("button", say(word), word);
    node.type = "button";
    node.setAttribute("aria-label", `${asked.words} ${say(word)}`);
    node.addEventListener("click", () => {
      press(node, nodes);
      answered(isOk);
    });
    return node;
  });
  row.append(make("span", asked.words), ...nodes);
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

// Open a dialog whose *send* button does something.
export function show(dialog, act) {
  dialog.onclose = () => dialog.returnValue === "send" && once(act);
  dialog.returnValue = "";
  dialog.showModal();
}
