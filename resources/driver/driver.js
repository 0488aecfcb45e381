// The driver's page. What the driver does is kept on the phone first and saved when the hub has
// answered; one tab holds the line to the hub, the others look into the same store.

import { hearClock, setClock } from "./clock.js";
import { el, notice, once } from "./dom.js";
import { Line } from "./line.js";
import { drawMessages } from "./messages.js";
import { drawOffer } from "./offer.js";
import { isOf, Outbox } from "./outbox.js";
import { hasEnded, withUnsaved } from "./overlay.js";
import { flushPositions, position, sendPositionsBy, sharePositions } from "./positions.js";
import { drawStops, tick } from "./stops.js";
import { openStore } from "./store.js";
import { drawSaved } from "./unsaved.js";
import { inWords, LANGUAGES, say, speak, wished } from "./words.js";

const tabs = new BroadcastChannel("backhaul.driver");
const page = { view: null, entries: [], refused: [], lineState: "connecting", act, forget };
const AT_DOORS = ["arrive_at_stop", "complete_stop", "fail_stop", "report_breakdown"];
// Behind these the page shows something else to do.
const AT_NEXT = ["start_route", "complete_stop", "fail_stop", "start_break", "end_break"];
let store;
let outbox;
let isHolder = false;

async function begin() {
  store = await openStore();
  await speak(wished(await store.kept("language")));
  offerLanguages();
  await offerSharing();
  keepPage();
  outbox = new Outbox(store, changed);
  if (!(await enrol())) return;
  setClock(await store.kept("clock"));
  tabs.onmessage = ({ data }) => hearTab(data);
  await draw();
  setInterval(() => tick(page), 500);
  // The lock goes to the next tab when this one ends, however that happens.
  showLine("other_tab");
  navigator.locks.request("backhaul.driver.line", holdLine);
}

// Whether this phone is a driver's. A code is used once, so it leaves the address only when it was.
async function enrol() {
  const code = location.hash.slice(1);
  const words = code ? await exchange(code) : "";
  page.session = await store.kept("session");
  if (!page.session || words) notice(words || say("enrol.none"));
  if (!page.session) showLine("not_enrolled");
  return Boolean(page.session);
}

async function exchange(code) {
  let answer;
  try {
    answer = await fetch("/enrol", { method: "POST", headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ code }) });
  } catch {
    return say("enrol.offline");
  }
  history.replaceState(null, "", location.pathname);
  if (!answer.ok) return answer.text();
  const session = await answer.json();
  const before = await store.kept("session");
  // Another driver's list is nobody's business; what he did waits until he is back.
  if (before && before.driver_id !== session.driver_id) await store.keep("view", null);
  await store.keep("session", session);
  tabs.postMessage({ session });
  return "";
}

// A new link in a tab that is open already.
addEventListener("hashchange", () => location.hash.length > 1 && location.reload());

function holdLine() {
  outbox.line = new Line(page.session, { hear, tell: (state) => {
    showLine(state);
    tabs.postMessage({ line: state });
    if (state === "live") { notice(""); outbox.send(); flushPositions(); renewKey(); }
  } });
  sendPositionsBy((frame) => outbox.line.send(frame));
  isHolder = true;
  sharePositions(page.isSharing, page.view, page.told);
  outbox.line.connect();
  return new Promise(() => undefined);
}

// The hub changes the key of a phone now and then. The old one goes on until the new one was used,
// so an answer that is lost on the way costs nothing.
async function renewKey() {
  const before = page.session;
  const renewed = await askForKey(before.token);
  if (!renewed || page.session !== before) return;
  const session = { ...before, token: renewed };
  await store.keep("session", session);
  page.session = outbox.line.session = session;
  tabs.postMessage({ session });
  // It is safe on the phone, so the old one may end.
  await askForKey(renewed);
}

async function askForKey(token) {
  try {
    const answer = await fetch("/device-token", { method: "POST", cache: "no-store",
      headers: { Authorization: `Bearer ${token}` }, signal: AbortSignal.timeout(20_000) });
    return answer.status === 200 ? (await answer.json()).token : "";
  } catch {
    return "";
  }
}

async function hear(frame) {
  if (frame.frame === "fault") notice(inWords(frame.words));
  if (frame.frame === "clock") await store.keep("clock", hearClock(frame));
  if (frame.frame === "driver_view") {
    await store.keep("view", frame);
    await changed();
  }
}

async function hearTab({ line, session }) {
  if (session) return takeSession(session);
  if (line) return showLine(line === "live" ? "live" : "other_tab");
  page.isSharing = el("sharing").checked = Boolean(await store.kept("sharing"));
  setClock(await store.kept("clock"));
  await draw();
  outbox.send();
}

// The office gave this phone another key: whichever tab holds the line goes on with it.
async function takeSession(session) {
  page.session = session;
  notice("");
  if (isHolder) outbox.line.become(session);
  await draw();
}

// Something in the store is another: every tab draws it.
async function changed() {
  tabs.postMessage({});
  await draw();
}

async function draw() {
  const [kept, entries, refused] = await Promise.all([store.kept("view"), store.entries(), store.refused()]);
  const own = entries.filter((entry) => isOf(entry, page.session));
  Object.assign(page, { told: kept, view: withUnsaved(kept, own), entries, refused });
  drawSaved(page);
  // One tab tells where the phone is.
  if (isHolder) sharePositions(page.isSharing, page.view, page.told);
  if (!page.view) return;
  document.querySelector("nav").hidden = false;
  drawStops(page);
  turnToNext();
  drawOffer(page);
  drawMessages(page);
  offerCall(page.view.office_phone);
}

const ABOUT_STOP = ["failure", "checks", "lines", "signing", "scanning"];
let before;

// When the stop at hand is another one without the driver's doing, what he has open is about nothing
// any more, and what comes next is read from its top.
function turnToNext() {
  const last = page.view.stops.find((stop) => stop.id === before);
  before = page.view.stops.find((stop) => !hasEnded(stop))?.id;
  if (!last || last.id === before || last.answer !== "fail") return;
  for (const id of ABOUT_STOP) el(id).close();
  navigator.vibrate?.([120, 80, 120]);
  scrollTo(0, 0);
}

// The office is one touch away on every screen, dialogs too.
function offerCall(number) {
  const href = `tel:${number.replace(/[^+\d]/g, "")}`;
  for (const node of document.querySelectorAll(".call-office")) {
    node.hidden = !number;
    node.href = href;
  }
}

function showLine(state) {
  page.lineState = state;
  drawSaved(page);
}

// Keep what the driver did; it is sent as soon as there is a line.
async function act(command, files, place) {
  const stop = page.view.stops.find((each) => each.id === command.stop_id);
  const about = say(`about.${command.type}`) + (stop ? ` · ${stop.address}` : "");
  const here = AT_DOORS.includes(command.type) ? position() : null;
  if (here) command.position = here;
  await outbox.add(command, about, files, place);
  // What comes next is read from its top, wherever the last one was left.
  if (AT_NEXT.includes(command.type)) scrollTo(0, 0);
}

async function forget(n) {
  await store.forget(n);
  await changed();
}

function offerLanguages() {
  el("language").replaceChildren(...Object.entries(LANGUAGES).map(([code, name]) => new Option(name, code)));
  el("language").value = document.documentElement.lang;
  el("language").addEventListener("change", () => once(async () => {
    await store.keep("language", el("language").value);
    await speak(el("language").value);
    await draw();
  }));
}

async function offerSharing() {
  page.isSharing = Boolean(await store.kept("sharing"));
  el("sharing").checked = page.isSharing;
  el("sharing").addEventListener("change", () => once(async () => {
    page.isSharing = el("sharing").checked;
    await store.keep("sharing", page.isSharing);
    await changed();
  }));
}

// The page itself stays on the phone. A new version is taken when nothing is open.
async function keepPage() {
  if (!("serviceWorker" in navigator)) return;
  const wasKept = Boolean(navigator.serviceWorker.controller);
  navigator.serviceWorker.addEventListener("controllerchange", () => wasKept && takeNewPage());
  try {
    await navigator.serviceWorker.register("sw.js");
  } catch (error) {
    notice(error.message);
  }
}

// Never between a press and its being kept.
function takeNewPage() {
  if (document.querySelector("dialog[open]") || document.body.inert) setTimeout(takeNewPage, 1000);
  else location.reload();
}

// What sticks above the bar below knows how high that is.
new ResizeObserver(() => document.documentElement.style.setProperty("--bar",
  `${document.querySelector("nav").offsetHeight}px`)).observe(document.querySelector("nav"));
el("line").addEventListener("click", () => el("unsaved").showModal());
begin();
