// The depot's time as this phone knows it: the hub's last word, carried on by the phone's own clock.

let last = null;

export function setClock(saved) {
  last = saved;
}

export function hearClock(frame) {
  last = { at: Date.parse(frame.now), rate: frame.rate, wall: Date.now() };
  return last;
}

export function now() {
  return last ? new Date(last.at + (Date.now() - last.wall) * last.rate) : new Date();
}

export const stamp = () => now().toISOString();

export const secondsLeft = (until) => Math.ceil((Date.parse(until) - now().getTime()) / 1000);
