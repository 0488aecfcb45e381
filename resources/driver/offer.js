// What the office wants to change, accepted or declined with a reason.

import { stamp } from "./clock.js";
import { button, drawAnew, el, make, once } from "./dom.js";
import { contentsOf } from "./stops.js";
import { reasons, say } from "./words.js";

export function drawOffer(page) {
  const { offer } = page.view;
  el("offer").hidden = !offer;
  drawAnew(el("offer"), [document.documentElement.lang, offer], () => offer && fill(page, offer));
}

function fill(page, offer) {
  const changes = [
    ...offer.added.map((stop) => say("offer.added", { number: 1 + offer.stops.findIndex((each) => each.id === stop.id),
      kind: say(`kind.${stop.kind}`), who: stop.customer || stop.with_driver, address: stop.address,
      contents: contentsOf(stop).join(", ") })),
    ...offer.removed.map((stop) => say("offer.removed", { address: stop.address })),
    ...(offer.moved.length ? [say("offer.moved", { count: offer.moved.length, addresses: addresses(offer) })] : []),
  ];
  el("offer-list").replaceChildren(...changes.map((words) => make("li", words)));
  el("decline-reasons").hidden = true;
  el("accept").onclick = () => once(() => answer(page, "accept_changes", {}));
  el("decline").onclick = () => {
    el("decline-reasons").hidden = false;
    el("decline-reasons").replaceChildren(...reasons("decline").map(([reason, words]) =>
      button(words, "", () => answer(page, "decline_changes", { reason }))));
  };
}

const MOST_NAMED = 3;

function addresses({ moved, stops }) {
  const named = stops.filter((stop) => moved.includes(stop.id)).map((stop) => stop.address);
  return named.slice(0, MOST_NAMED).join("; ") + (named.length > MOST_NAMED ? "…" : "");
}

const answer = (page, type, more) => page.act({
  type, route_id: page.view.route_id, offer_id: page.view.offer.id, at: stamp(), ...more });
