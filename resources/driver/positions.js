// Where the phone is: only while the driver wants it and a route runs, and the switch shows it.

import { stamp } from "./clock.js";
import { el, notice } from "./dom.js";
import { say } from "./words.js";

const EVERY_MS = 5_000;
const MOST_WAITING = 500;
const FRESH_MS = 60_000;

let watch = null;
let last = null;
let lastAt = 0;
let waiting = [];
let isTold = false;
let send = () => false;

// `deliver` takes a frame and says whether it was sent.
export function sendPositionsBy(deliver) {
  send = deliver;
}

// `view` is the driver's day as he sees it, `told` as the hub has it: it keeps no position of a route
// of whose start it has not heard, so until then they wait.
export function sharePositions(isWished, view, told) {
  const isOnShift = Boolean(view?.started_at && !view.ended_at);
  isTold = Boolean(told?.started_at);
  if (isWished && isOnShift) begin();
  else end();
  flushPositions();
  el("sharing-state").textContent = say(!isWished ? "sharing.off" : watch === null ? "sharing.later" : "sharing.on");
}

function begin() {
  if (watch !== null || !navigator.geolocation) return;
  watch = navigator.geolocation.watchPosition(take, failed, { enableHighAccuracy: true, maximumAge: EVERY_MS });
}

function end() {
  if (watch !== null) navigator.geolocation.clearWatch(watch);
  watch = last = null;
  waiting = [];
}

function take({ coords }) {
  last = { lat: coords.latitude, lon: coords.longitude };
  if (Date.now() - lastAt < EVERY_MS) return;
  lastAt = Date.now();
  const fix = { at: stamp(), ...last, accuracy_m: Math.min(coords.accuracy, 100_000) };
  if (coords.speed >= 0 && coords.speed <= 100) fix.speed_mps = coords.speed ?? undefined;
  if (coords.heading >= 0 && coords.heading < 360) fix.heading = coords.heading ?? undefined;
  waiting = [...waiting, fix].slice(-MOST_WAITING);
  flushPositions();
}

// What gathered without a line goes with the next one; a phone that dies forgets it.
export function flushPositions() {
  if (waiting.length && isTold && send({ frame: "positions", fixes: waiting })) waiting = [];
}

function failed(error) {
  if (error.code === error.PERMISSION_DENIED) notice(say("sharing.denied"));
}

// Where the phone is now, if the driver shares it.
export const position = () => (last && Date.now() - lastAt < FRESH_MS ? { ...last } : null);
