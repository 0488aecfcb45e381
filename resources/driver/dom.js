// Small pieces of the page. All text reaches it through textContent.

import { say } from "./words.js";

export const el = (id) => document.getElementById(id);

export function make(tag, text, className) {
  const node = document.createElement(tag);
  if (text !== undefined) node.textContent = text;
  if (className) node.className = className;
  return node;
}

const SETTLE_MS = 300;

export function button(text, className, act) {
  const node = make("button", text, className);
  node.type = "button";
  node.addEventListener("click", () => once(act));
  return node;
}

// While `act` runs, and until a second press of the same finger is over, nothing else can be pressed:
// the button that comes next is not the one that was meant. What goes wrong is said.
export async function once(act) {
  document.body.inert = true;
  try {
    await act();
  } catch (error) {
    notice(error.name === "QuotaExceededError" ? say("store.full") : error.message);
  } finally {
    setTimeout(() => { document.body.inert = false; }, SETTLE_MS);
  }
}

// Draw a box only when it would look otherwise: a button under a finger is never replaced by its like.
export function drawAnew(box, key, draw) {
  const looks = JSON.stringify(key);
  if (box.dataset.looks === looks) return;
  box.dataset.looks = looks;
  draw();
}

export function notice(words) {
  el("notice").textContent = words;
  el("notice").hidden = !words;
}

export function link(text, href, className) {
  const node = make("a", text, className);
  node.href = href;
  return node;
}

// Of a group of buttons one is pressed.
export function press(node, group) {
  for (const other of group) other.setAttribute("aria-pressed", String(other === node));
}

// Open a dialog whose *send* button does something; `after` runs however it is closed.
export function show(dialog, act, after = () => undefined) {
  dialog.onclose = () => { after(); if (dialog.returnValue === "send") once(act); };
  dialog.returnValue = "";
  dialog.showModal();
}
