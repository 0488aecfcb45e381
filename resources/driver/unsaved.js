// The list of what the hub has not acknowledged, and of what it did not accept.

import { button, el, make } from "./dom.js";
import { clockTime, inWords, say } from "./words.js";

// "Saved" is only said when nothing waits: every action left the list by the hub's answer.
export function drawSaved(page) {
  const { entries, refused, lineState } = page;
  const waiting = entries.length ? say("unsaved.some", { count: entries.length }) : say("unsaved.none");
  const isEnrolled = lineState !== "not_enrolled";
  const parts = [say(`line.${lineState}`), isEnrolled ? waiting : "",
    refused.length ? say("unsaved.refused", { count: refused.length }) : ""];
  el("line").textContent = parts.filter(Boolean).join(" · ");
  el("line").className = `line ${{ live: "live", down: "down", not_enrolled: "down" }[lineState] ?? ""}`;
  el("line").classList.toggle("waits", entries.length > 0);
  drawList(page);
}

function drawList({ entries, refused, view, forget }) {
  const zone = view?.zone ?? "UTC";
  el("unsaved-words").textContent = say(entries.length ? "unsaved.kept" : "unsaved.empty");
  el("unsaved-list").replaceChildren(...entries.map((entry) => row(entry, zone)));
  el("refused-part").hidden = !refused.length;
  el("refused-list").replaceChildren(...refused.map((entry) => {
    const item = row(entry, zone);
    item.append(make("div", inWords(entry.words), "refusal"), button(say("refused.seen"), "", () => forget(entry.n)));
    return item;
  }));
}

function row(entry, zone) {
  const item = make("li", undefined, "kept");
  item.append(make("span", clockTime(entry.at, zone), "time"), make("span", entry.about));
  if (entry.photos.length) item.append(make("span", say("unsaved.photos", { count: entry.photos.length }), "small"));
  return item;
}
