// What shows that a visit was made, beside photos: a signature on the glass, codes that the camera
// reads (or that are typed where the phone cannot read them), and who signed.

import { button, el, make, notice, show } from "./dom.js";
import { say } from "./words.js";

const MOST_CODES = 50;
const LOOK_EVERY_MS = 150;
const PEN = 3;

let signature = null;
let codes = [];
let stroke = null;

export function beginProof() {
  signature = null;
  codes = [];
  el("signed-by").value = el("code").value = "";
  el("scan").hidden = !("BarcodeDetector" in window && navigator.mediaDevices);
  draw();
}

// What goes into the command, and the signature as a file if there is one.
export function proof() {
  addCode(el("code").value);
  return { codes, signed_by: signature ? el("signed-by").value.trim() : "", signature: signature ? [signature] : [] };
}

function draw() {
  el("signed").textContent = signature ? "✓" : "";
  el("signed-by-part").hidden = !signature;
  el("codes").replaceChildren(...codes.map((code) => {
    const row = make("li");
    const gone = button("×", "", () => { codes = codes.filter((other) => other !== code); draw(); });
    gone.setAttribute("aria-label", say("proof.remove", { code }));
    row.append(make("span", code), gone);
    return row;
  }));
}

// Codes.

function addCode(text) {
  const code = text.trim();
  el("code").value = "";
  if (code && !codes.includes(code) && codes.length < MOST_CODES) codes = [...codes, code];
  draw();
}

el("code-add").addEventListener("click", () => { addCode(el("code").value); el("code").focus(); });
el("code").addEventListener("keydown", (event) => {
  // Enter ends a code, also that of a scanner that types; it never ends the visit.
  if (event.key !== "Enter") return;
  event.preventDefault();
  addCode(el("code").value);
});
el("scan").addEventListener("click", scan);

async function scan() {
  let camera;
  try {
    camera = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
  } catch {
    return notice(say("proof.no_camera"));
  }
  const picture = el("scan-picture");
  picture.srcObject = camera;
  el("scan-words").textContent = say("proof.looking");
  show(el("scanning"), () => undefined, () => {
    for (const track of camera.getTracks()) track.stop();
    picture.srcObject = null;
  });
  try {
    await picture.play();
    await look(picture, new BarcodeDetector());
  } catch (error) {
    // The dialog was closed while the camera began.
    if (el("scanning").open) el("scan-words").textContent = error.message;
  }
}

async function look(picture, detector) {
  while (el("scanning").open) {
    const found = await detector.detect(picture);
    if (found.length) {
      for (const { rawValue } of found) addCode(rawValue.slice(0, el("code").maxLength));
      navigator.vibrate?.(80);
      return el("scanning").close();
    }
    await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
  }
}

// The signature: drawn by finger, pen or mouse, as large as the dialog.

el("sign").addEventListener("click", () => {
  show(el("signing"), keepSignature);
  clearPad();
});
el("sign-clear").addEventListener("click", clearPad);

function clearPad() {
  const pad = el("pad");
  const scale = Math.min(2, devicePixelRatio);
  pad.width = pad.clientWidth * scale;
  pad.height = pad.clientHeight * scale;
  const pen = pad.getContext("2d");
  // Dark on white in every scheme: it is looked at elsewhere.
  pen.fillStyle = "#fff";
  pen.fillRect(0, 0, pad.width, pad.height);
  Object.assign(pen, { strokeStyle: "#10161f", fillStyle: "#10161f", lineCap: "round", lineJoin: "round" });
  pen.scale(scale, scale);
  pen.lineWidth = PEN;
  stroke = null;
  el("sign-keep").disabled = true;
}

for (const [kind, act] of Object.entries({ pointerdown: beginStroke, pointermove: goOn, pointerup: endStroke, pointercancel: endStroke })) {
  el("pad").addEventListener(kind, act);
}

function beginStroke(event) {
  if (stroke) return;
  event.preventDefault();
  el("pad").setPointerCapture(event.pointerId);
  stroke = { id: event.pointerId, x: event.offsetX, y: event.offsetY };
  const pen = el("pad").getContext("2d");
  pen.beginPath();
  pen.arc(stroke.x, stroke.y, PEN / 2, 0, 2 * Math.PI);
  pen.fill();
}

function goOn(event) {
  if (event.pointerId !== stroke?.id) return;
  const pen = el("pad").getContext("2d");
  for (const { offsetX, offsetY } of event.getCoalescedEvents?.() ?? [event]) {
    pen.beginPath();
    pen.moveTo(stroke.x, stroke.y);
    pen.lineTo(offsetX, offsetY);
    pen.stroke();
    Object.assign(stroke, { x: offsetX, y: offsetY });
  }
  // One dot is no signature.
  el("sign-keep").disabled = false;
}

function endStroke(event) {
  if (event.pointerId === stroke?.id) stroke = null;
}

async function keepSignature() {
  signature = await new Promise((resolve) => el("pad").toBlob(resolve, "image/png"));
  draw();
  el("signed-by").focus();
}
