// Tries from a phone whether the hub can be worked with, and tells the hub. Signs nobody in.

const WORDS = {
  en: {
    title: "Testing the line to the office",
    reached: "The hub is reached.",
    unreached: "This link is too old, or the hub does not answer. Ask the office for a new one.",
    kept: "The certificate is trusted: the driver’s page works without a line, too.",
    unkept: "The certificate is not trusted (or this is a private window): the driver’s page would not work without a line.",
    opens: "The live line opens.",
    closed: "The live line does not open.",
    then: "The office sees this now. Is the phone’s wireless network (Wi-Fi) off? Only then mobile data were tested. This page can be closed.",
  },
  es: {
    title: "Prueba de la línea con la oficina",
    reached: "Hay conexión con el centro.",
    unreached: "Este enlace es demasiado antiguo, o el centro no responde. Pida otro a la oficina.",
    kept: "El certificado es de confianza: la página del conductor funciona también sin línea.",
    unkept: "El certificado no es de confianza (o es una ventana privada): la página del conductor no funcionaría sin línea.",
    opens: "La línea en vivo se abre.",
    closed: "La línea en vivo no se abre.",
    then: "La oficina ya lo ve. ¿Está apagado el wifi del teléfono? Solo entonces se probaron los datos móviles. Puede cerrar esta página.",
  },
};
const LINE_WITHIN_MS = 10_000;
const language = navigator.languages.map((each) => each.slice(0, 2)).find((each) => each in WORDS) ?? "en";
const words = WORDS[language];
const code = location.hash.slice(1);

function show(name, isGood) {
  const line = document.createElement("li");
  line.className = isGood ? "good" : "bad";
  line.textContent = words[name];
  document.getElementById("found").append(line);
}

async function tell(found) {
  const answer = await fetch("/reach", {
    method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify({ code, ...found }),
  });
  if (!answer.ok) throw new Error(`the hub answered ${answer.status}`);
  return answer.json();
}

// A browser keeps a worker only where it trusts the certificate; clicking a warning away is not enough.
async function isKept() {
  if (!window.isSecureContext || !("serviceWorker" in navigator)) return false;
  try {
    const kept = await navigator.serviceWorker.register("worker.js");
    await kept.unregister();
    return true;
  } catch {
    return false;
  }
}

function opensLine(url) {
  return new Promise((done) => {
    let line;
    const end = (isOpen) => { clearTimeout(patience); line?.close(); done(isOpen); };
    const patience = setTimeout(() => end(false), LINE_WITHIN_MS);
    try {
      line = new WebSocket(url);
    } catch {
      end(false);
      return;
    }
    line.onopen = () => end(true);
    line.onerror = () => end(false);
  });
}

// What the phone says of its own line; many browsers say nothing.
function over() {
  const type = navigator.connection?.type ?? "";
  return ["cellular", "wifi"].includes(type) ? type : "";
}

document.documentElement.lang = language;
document.title = document.getElementById("title").textContent = words.title;
try {
  const { ws_url: url } = await tell({ over: over() });
  show("reached", true);
  const keeps = await isKept();
  show(keeps ? "kept" : "unkept", keeps);
  const opens = await opensLine(url);
  show(opens ? "opens" : "closed", opens);
  await tell({ over: over(), keeps_offline: keeps, line_opens: opens });
  document.getElementById("then").textContent = words.then;
} catch {
  show("unreached", false);
}
