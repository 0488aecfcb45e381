// The driver's page: today's stops, a failure with reason and photo, changes to accept or decline.
// Online only: a report is shown as saved when the hub has answered, never before. All text from
// the hub reaches the page through textContent.

const REASONS = {
  deliver: [
    ["recipient_absent", "Nobody there"], ["premises_closed", "Closed"],
    ["bad_address", "Wrong address"], ["access_denied", "No access"],
    ["refused", "Refused"], ["damaged", "Damaged"],
    ["missing_item", "Item missing"], ["wrong_item", "Wrong item"],
    ["customer_asked_later", "Asked for later"], ["payment_not_ready", "No payment"],
    ["too_big", "Too big"], ["out_of_time", "Out of time"],
  ],
  collect: [["return_not_ready", "Not ready"], ["return_no_show", "Nobody there"],
    ["return_refused", "Goods not as demanded"],
    ["too_big", "Too big"], ["access_denied", "No access"], ["bad_address", "Wrong address"],
    ["out_of_time", "Out of time"]],
};
const DECLINES = [["full", "Van is full"], ["shift_over", "Shift is over"], ["unsafe", "Not safe"]];
const KINDS = { deliver: "Deliver", collect: "Collect", exchange: "Exchange", give: "Hand over",
  take: "Take over" };
const STORED = "backhaul.driver";

const el = (id) => document.getElementById(id);
let session = null;
let view = null;
let socket = null;
let pause = 500;
let clock = null;
const waiting = new Map();

function make(tag, text, className) {
  const node = document.createElement(tag);
  if (text !== undefined) node.textContent = text;
  if (className) node.className = className;
  return node;
}

function say(words) {
  el("notice").textContent = words;
  el("notice").hidden = !words;
}

function line(words, state) {
  el("line").textContent = words;
  el("line").className = `line ${state}`;
}

function now() {
  if (!clock) return new Date();
  return new Date(clock.at + (performance.now() - clock.heard) * clock.rate);
}

function time(text) {
  const options = { hour: "2-digit", minute: "2-digit", hour12: false, timeZone: view.zone };
  return text ? new Date(text).toLocaleTimeString([], options) : "";
}

async function begin() {
  const code = location.hash.slice(1);
  if (code) {
    history.replaceState(null, "", location.pathname);
    const answer = await fetch("/enrol", { method: "POST", headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ code }) });
    if (!answer.ok) { line("Not enrolled", "down"); say(await answer.text()); return; }
    localStorage.setItem(STORED, await answer.text());
  }
  const stored = localStorage.getItem(STORED);
  if (!stored) {
    line("Not enrolled", "down");
    say("This phone is not enrolled. Ask the office for a driver's link: in the console, Drive as…");
    return;
  }
  session = JSON.parse(stored);
  connect();
}

function connect() {
  line("Connecting…", "");
  socket = new WebSocket(session.ws_url);
  socket.onopen = () => socket.send(JSON.stringify({ frame: "hello", token: session.token, protocol: 1,
    depot: session.depot }));
  socket.onmessage = (event) => hear(JSON.parse(event.data));
  socket.onclose = () => {
    line("No connection", "down");
    for (const { fail } of waiting.values()) fail("The line went down before the hub answered. Send it again.");
    waiting.clear();
    setTimeout(connect, pause + Math.random() * 300);
    pause = Math.min(pause * 2, 15000);
  };
}

function hear(frame) {
  if (frame.frame === "welcome") { line("Live", "live"); pause = 500; say(""); }
  if (frame.frame === "clock") clock = { at: Date.parse(frame.now), rate: frame.rate, heard: performance.now() };
  if (frame.frame === "driver_view") { view = frame; draw(); }
  if (frame.frame === "accepted") settle(frame.id, null);
  if (frame.frame === "refused") settle(frame.id, frame.words);
  if (frame.frame === "fault") say(frame.words);
}

function settle(id, words) {
  const asked = waiting.get(id);
  waiting.delete(id);
  if (asked) words === null ? asked.done() : asked.fail(words);
}

function ask(command) {
  if (!socket || socket.readyState !== WebSocket.OPEN) {
    say("No connection: nothing was sent. Try again when the line is live.");
    return Promise.reject(new Error("offline"));
  }
  const id = `page:${crypto.randomUUID()}`;
  document.body.inert = true;
  return new Promise((resolve, reject) => {
    waiting.set(id, {
      done: () => { document.body.inert = false; say(""); resolve(); },
      fail: (words) => { document.body.inert = false; say(words); reject(new Error(words)); },
    });
    socket.send(JSON.stringify({ frame: "ask", id, command }));
  });
}

const quietly = (promise) => promise.catch(() => undefined);
const ended = (stop) => ["completed", "failed", "skipped", "cancelled"].includes(stop.status);

function draw() {
  el("route-name").textContent = view.route_id ? `${view.route_name} · ${view.vehicle}` : "No route today";
  el("driver-name").textContent = view.driver;
  drawOffer();
  drawCurrent();
  const list = el("stops");
  const numbered = view.stops.map((stop, n) => ({ stop, number: n + 1 }));
  const inOrder = [...numbered.filter((s) => !ended(s.stop)), ...numbered.filter((s) => ended(s.stop))];
  list.replaceChildren(...inOrder.map(({ stop, number }) => drawStop(stop, number)));
  const left = view.stops.filter((stop) => !ended(stop)).length;
  el("list-title").textContent = view.stops.length ? `${left} of ${view.stops.length} stops to go` : "No stops";
}

function drawStop(stop, number) {
  const item = make("li", undefined, `stop ${stop.kind} ${ended(stop) ? "ended" : ""} ${stop.status}`);
  const sign = { completed: "✓", failed: "×", skipped: "–", cancelled: "–" }[stop.status] ?? String(number);
  item.append(make("span", sign, "badge"));
  const text = make("div");
  text.append(make("div", `${KINDS[stop.kind] ?? stop.kind} · ${stop.customer || stop.with_driver}`));
  text.append(make("div", stop.address, "small"));
  text.append(make("div", stop.contents.join(", "), "small"));
  if (stop.bring_empties && !ended(stop)) text.append(make("div", empties(stop), "says"));
  if (stop.customer_says && !ended(stop)) text.append(make("div", stop.customer_says, "says"));
  item.append(text, make("span", stop.opens ? `${time(stop.opens)}–${time(stop.closes)}` : "", "time"));
  return item;
}

function drawCurrent() {
  const box = el("current");
  box.replaceChildren();
  const stop = view.stops.find((s) => !ended(s));
  box.hidden = !view.route_id || Boolean(view.ended_at);
  if (box.hidden) return;
  if (!view.started_at) {
    box.append(make("h1", "Ready to start?"), button("Start the route", "primary",
      () => ask({ type: "start_route", route_id: view.route_id, at: now().toISOString() })));
    return;
  }
  if (!stop) {
    box.append(make("h1", "All stops done"), make("p", "Back at the depot?", "small"),
      button("End the route", "primary", () => ask({ type: "end_route", route_id: view.route_id, at: now().toISOString() })));
    return;
  }
  box.append(make("div", `${KINDS[stop.kind] ?? stop.kind} · order ${stop.order_id}`, "small"));
  box.append(make("h1", stop.address), make("div", `${stop.customer} ${stop.phone}`));
  box.append(make("div", stop.contents.join(", "), "small"));
  if (stop.bring_empties) box.append(countEmpties(stop));
  if (stop.place_hint) box.append(make("div", `At this door: ${stop.place_hint}`, "says"));
  if (stop.customer_says) box.append(make("div", stop.customer_says, "says"));
  if (stop.problem) box.append(answerOf(stop));
  box.append(actions(stop));
}

const empties = (stop) => `Bring ${stop.bring_empties} empties`;
const counts = new Map();
const countedEmpties = (stop) => counts.get(stop.id) ?? stop.bring_empties;

// How many empties the customer really handed over; what is expected until the driver says more.
function countEmpties(stop) {
  const node = make("label", `${empties(stop)}, taken: `, "says");
  const field = make("input");
  Object.assign(field, { type: "number", min: 0, max: 1000, inputMode: "numeric", value: countedEmpties(stop) });
  field.style.width = "4em";
  field.addEventListener("input", () => counts.set(stop.id, Math.min(1000, Math.max(0, Math.round(Number(field.value) || 0)))));
  node.append(field);
  return node;
}

const ANSWERS = { "": "The office has your problem and answers soon.", wait: "The office asks you to wait.",
  try: "The office says: try this.", fail: "The office says: go on with the next stop." };

// What the office says to a problem, and until when the driver waits for it.
function answerOf(stop) {
  const node = make("div", undefined, `answer ${stop.answer || "open"}`);
  node.setAttribute("role", "status");
  node.append(make("strong", ANSWERS[stop.answer]));
  if (stop.answer_note) node.append(make("div", stop.answer_note));
  if (stop.wait_until) {
    const left = make("div", remaining(stop), "countdown");
    left.dataset.until = stop.wait_until;
    if (secondsLeft(stop.wait_until) <= 0) left.dataset.over = "yes";
    node.append(left);
  }
  return node;
}

const secondsLeft = (until) => Math.ceil((Date.parse(until) - now().getTime()) / 1000);

function remaining({ wait_until }) {
  const left = secondsLeft(wait_until);
  if (left <= 0) return "Time is up: you may report that it failed.";
  return `${Math.floor(left / 60)}:${String(left % 60).padStart(2, "0")}`;
}

// Only the countdown changes from second to second; its end brings the buttons back.
setInterval(() => {
  const node = document.querySelector(".countdown");
  if (!node || !view) return;
  const words = remaining({ wait_until: node.dataset.until });
  const isOver = secondsLeft(node.dataset.until) <= 0;
  if (isOver && !node.dataset.over) drawCurrent();
  else node.textContent = words;
}, 500);

function actions(stop) {
  const row = make("div", undefined, "row");
  const at = () => now().toISOString();
  if (stop.status === "planned") {
    row.append(button("Set out", "primary", () => ask({ type: "start_stop", stop_id: stop.id, at: at() })));
  } else if (stop.status === "en_route") {
    row.append(button("I am there", "primary", () => ask({ type: "arrive_at_stop", stop_id: stop.id, at: at() })));
  } else {
    row.append(button(stop.kind === "collect" ? "Collected" : "Done", "primary",
      () => stop.questions.length ? openChecks(stop) : ask({ type: "complete_stop", stop_id: stop.id, at: at(), empties: countedEmpties(stop) })));
    row.append(button("Problem…", "", () => openFailure(stop, "report_problem")));
  }
  const fail = button("Could not…", "danger", () => openFailure(stop, "fail_stop"));
  fail.disabled = Boolean(stop.problem && stop.wait_until) && secondsLeft(stop.wait_until) > 0;
  row.append(fail);
  return row;
}

function button(text, className, act) {
  const node = make("button", text, className);
  node.addEventListener("click", () => quietly(Promise.resolve(act())));
  return node;
}

function openFailure(stop, type) {
  const dialog = el("failure");
  const kind = stop.kind === "collect" ? "collect" : "deliver";
  let chosen = null;
  el("failure-title").textContent = type === "fail_stop" ? "Why could it not be done?" : "What is the problem?";
  el("failure-note").value = "";
  el("failure-photo").value = "";
  el("failure-photo").closest("label").hidden = type !== "fail_stop";
  el("failure-send").disabled = true;
  el("failure-reasons").replaceChildren(...REASONS[kind].map(([code, words]) => {
    const node = make("button", words);
    node.type = "button";
    node.addEventListener("click", () => {
      chosen = code;
      for (const other of el("failure-reasons").children) other.setAttribute("aria-pressed", String(other === node));
      el("failure-send").disabled = false;
    });
    return node;
  }));
  dialog.onclose = () => {
    if (dialog.returnValue !== "send" || !chosen) return;
    quietly(report(stop, type, chosen, el("failure-note").value, el("failure-photo").files[0]));
  };
  dialog.returnValue = "";
  dialog.showModal();
}

async function report(stop, type, reason, note, file) {
  const command = { type, stop_id: stop.id, reason, at: now().toISOString(), note };
  if (file && type === "fail_stop") {
    try { command.photo = await upload(file); } catch (error) { say(`The photo was not saved: ${error.message}`); return; }
  }
  await ask(command);
}

// What the shop demands of goods that come back: every question is answered before they are taken.
function openChecks(stop) {
  const dialog = el("checks");
  const answers = new Map();
  const lines = new Set(stop.questions.map((asked) => asked.item_id));
  const refused = () => new Set([...answers].filter(([, isOk]) => !isOk).map(([asked]) => asked.item_id));
  function tell() {
    const left = refused();
    const isAll = left.size === lines.size || (stop.kind === "exchange" && left.size > 0);
    el("checks-send").disabled = answers.size < stop.questions.length;
    el("checks-send").textContent = isAll ? "Leave everything" : left.size ? "Take the rest" : "Take the goods";
    el("checks-left").textContent = isAll ? "Nothing is taken; the office hears of it." : left.size
      ? `${left.size} of ${lines.size} lines stay with the customer.` : "";
  }
  el("checks-list").replaceChildren(...stop.questions.map((asked) => {
    const row = make("li", undefined, "check");
    row.append(make("span", asked.words));
    for (const [words, isOk] of [["Yes", true], ["No", false]]) {
      const node = make("button", words, isOk ? "yes" : "no");
      node.type = "button";
      node.setAttribute("aria-label", `${asked.words} ${words}`);
      node.addEventListener("click", () => {
        answers.set(asked, isOk);
        for (const other of row.querySelectorAll("button")) other.setAttribute("aria-pressed", String(other === node));
        tell();
      });
      row.append(node);
    }
    return row;
  }));
  el("checks-photos").value = "";
  tell();
  dialog.onclose = () => {
    if (dialog.returnValue === "send") quietly(takeGoods(stop, answers, [...el("checks-photos").files].slice(0, 8)));
  };
  dialog.returnValue = "";
  dialog.showModal();
}

async function takeGoods(stop, answers, files) {
  const photos = [];
  try {
    for (const file of files) photos.push(await upload(file));
  } catch (error) { say(`A photo was not saved: ${error.message}`); return; }
  const checks = [...answers].map(([asked, isOk]) => ({ item_id: asked.item_id, check: asked.check, is_ok: isOk }));
  await ask({ type: "complete_stop", stop_id: stop.id, at: now().toISOString(), checks, photos });
}

async function upload(file) {
  const bytes = await file.arrayBuffer();
  const digest = await crypto.subtle.digest("SHA-256", bytes);
  const id = [...new Uint8Array(digest)].map((b) => b.toString(16).padStart(2, "0")).join("");
  const headers = { Authorization: `Bearer ${session.token}` };
  const part = 256 * 1024;
  for (let offset = 0; offset < bytes.byteLength; offset += part) {
    const answer = await fetch(`/blobs/${id}?offset=${offset}&size=${bytes.byteLength}`,
      { method: "PUT", headers, body: bytes.slice(offset, offset + part) });
    if (!answer.ok) throw new Error(await answer.text());
  }
  return id;
}

function drawOffer() {
  const box = el("offer");
  box.hidden = !view.offer;
  if (!view.offer) return;
  const changes = [
    ...view.offer.added.map((s) => `New: ${KINDS[s.kind] ?? s.kind}, ${s.address} (${s.contents.join(", ")})`),
    ...view.offer.removed.map((s) => `Removed: ${s.address}`),
    ...(view.offer.moved.length ? [`${view.offer.moved.length} stops in another order`] : []),
  ];
  el("offer-list").replaceChildren(...changes.map((words) => make("li", words)));
  el("decline-reasons").hidden = true;
}

function answer(type, extra) {
  return ask({ type, route_id: view.route_id, offer_id: view.offer.id, at: now().toISOString(), ...extra });
}

el("accept").addEventListener("click", () => quietly(answer("accept_changes", {})));
el("decline").addEventListener("click", () => {
  el("decline-reasons").hidden = false;
  el("decline-reasons").replaceChildren(...DECLINES.map(([code, words]) =>
    button(words, "", () => answer("decline_changes", { reason: code }))));
});

begin();
