// Short messages with the office: ready ones first, own words below, about the stop at hand if wanted.

import { stamp } from "./clock.js";
import { button, drawAnew, el, make, show } from "./dom.js";
import { hasEnded } from "./overlay.js";
import { clockTime, reasons, say } from "./words.js";

const READY = ["running_late", "traffic", "call_me", "nobody_answers", "not_as_listed", "yes", "no"];
let page = null;
let heard = null;

const unread = () => page.view.messages.filter((message) => !message.is_own && !message.read_at);

export function drawMessages(shown) {
  page = shown;
  const news = unread();
  el("messages-open").textContent = news.length ? say("messages.news", { count: news.length }) : say("messages.open");
  el("messages-open").classList.toggle("news", news.length > 0);
  el("news").hidden = !news.length || el("messages").open;
  const last = news.at(-1);
  if (last) el("news").textContent = say("messages.from_office", { words: words(last) });
  if (last && heard !== null && last.number > heard) navigator.vibrate?.([120, 80, 120]);
  heard = page.view.messages.at(-1)?.number ?? 0;
  if (el("messages").open) drawOpen();
}

const words = (message) =>
  [message.preset && say(`short.${message.preset}`), message.words].filter(Boolean).join(" · ");

function drawOpen() {
  const key = [document.documentElement.lang, page.view.messages];
  drawAnew(el("messages-list"), key, () => {
    const rows = page.view.messages.map(row);
    el("messages-list").replaceChildren(...(rows.length ? rows : [make("li", say("messages.none"), "small")]));
    el("messages-list").scrollTop = el("messages-list").scrollHeight;
  });
  const last = unread().at(-1);
  if (last && document.visibilityState === "visible") markRead(last.number);
}

// Told once: the office sees when it was read.
let told = 0;
function markRead(number) {
  if (number <= told) return;
  told = number;
  page.act({ type: "read_short_messages", driver_id: page.view.driver_id, up_to: number });
}

function row(message) {
  const item = make("li", undefined, message.is_own ? "own" : "theirs");
  const stop = page.view.stops.find((each) => each.id === message.stop_id);
  if (stop) item.append(make("div", stop.address, "small"));
  item.append(make("div", words(message)));
  const seen = message.isUnsaved ? say("stop.unsaved") : message.read_at
    ? say("messages.read", { at: clockTime(message.read_at, page.view.zone) }) : say("messages.sent");
  const who = message.is_own ? seen : say("messages.office");
  item.append(make("div", `${clockTime(message.at, page.view.zone)} · ${who}`, "small"));
  return item;
}

const stopAtHand = () => page.view.stops.find((each) => !hasEnded(each) && each.status !== "planned")
  ?? page.view.stops.find((each) => !hasEnded(each));

function open() {
  const stop = stopAtHand();
  el("messages-about-part").hidden = !stop;
  el("messages-about").checked = Boolean(stop) && stop.status !== "planned";
  el("messages-about-words").textContent = stop ? say("messages.about", { address: stop.address }) : "";
  el("messages-about").value = stop?.id ?? "";
  const ready = new Map(reasons("short"));
  el("messages-ready").replaceChildren(...READY.map((code) => button(ready.get(code), "", () => send({ preset: code }))));
  show(el("messages"), () => undefined, () => drawMessages(page));
  el("news").hidden = true;
  delete el("messages-list").dataset.looks;
  drawOpen();
}

function send(said) {
  const isAbout = !el("messages-about-part").hidden && el("messages-about").checked;
  const command = { type: "send_short_message", driver_id: page.view.driver_id, ...said, said_at: stamp() };
  if (isAbout) command.stop_id = el("messages-about").value;
  return page.act(command);
}

async function sendOwnWords() {
  const note = el("messages-words").value.trim();
  if (!note) return el("messages-words").focus();
  el("messages-words").value = "";
  await send({ note });
}

for (const id of ["messages-open", "news"]) el(id).addEventListener("click", () => page && open());
el("messages-send").addEventListener("click", sendOwnWords);
el("messages-words").addEventListener("keydown", (event) => {
  if (event.key !== "Enter") return;
  event.preventDefault();
  sendOwnWords();
});
document.addEventListener("visibilitychange", () => page?.view && el("messages").open && drawOpen());
