// The page's own words, in the driver's language.

export const LANGUAGES = { en: "English", es: "Español" };
let words = {};
let language = "en";
let forms = [];

export function wished(kept) {
  if (kept in LANGUAGES) return kept;
  return navigator.languages.map((each) => each.slice(0, 2)).find((each) => each in LANGUAGES) ?? "en";
}

export async function speak(wanted) {
  const [english, own] = await Promise.all(["en", wanted].map(async (each) => (await fetch(`${each}.json`)).json()));
  words = own;
  forms = wanted === "en" ? [] : formsOf(english);
  language = wanted;
  document.documentElement.lang = wanted;
  for (const node of document.querySelectorAll("[data-say]")) node.textContent = say(node.dataset.say);
  for (const node of document.querySelectorAll("[data-label]")) node.setAttribute("aria-label", say(node.dataset.label));
}

// Words by name with {values} filled in; a name without words is shown as it is.
export function say(name, values = {}) {
  const text = words[name] ?? name;
  return text.replace(/\{(\w+)\}/g, (_, key) => String(values[key]));
}

// What the hub says, in the driver's language: it speaks English, and its sentences are known again
// by their fixed parts. What is not known stays as it came.
export function inWords(text) {
  if (!forms.length) return text;
  return text.split(" · ").map((part) => translated(part) ?? part).join(" · ");
}

const HUB = "hub.";

function formsOf(english) {
  return Object.entries(english).filter(([name]) => name.startsWith(HUB)).map(([name, form]) => {
    const parts = form.split(/\{(\w+)\}/);
    const fixed = parts.filter((_, n) => n % 2 === 0).map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"));
    return { name, values: parts.filter((_, n) => n % 2), length: fixed.join("").length, pattern: new RegExp(`^${fixed.join("(.+)")}$`, "s") };
  }).sort((one, other) => other.length - one.length);
}

function translated(text) {
  for (const { name, values, pattern } of forms) {
    const found = pattern.exec(text);
    if (found) return say(name, Object.fromEntries(values.map((key, n) => [key, key === "hours" ? days(found[n + 1]) : found[n + 1]])));
  }
  return null;
}

// `Mon–Fri 09:00–13:00` by the days' names of the language; 5 January 2026 was a Monday.
function days(text) {
  const name = new Intl.DateTimeFormat(language, { weekday: "short", timeZone: "UTC" });
  return ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"].reduce((told, day, n) =>
    told.replaceAll(day, name.format(Date.UTC(2026, 0, 5 + n))), text);
}

export const reasons = (group) => Object.entries(words).filter(([name]) => name.startsWith(`${group}.`))
  .map(([name, text]) => [name.slice(group.length + 1), text]);

export function clockTime(instant, zone) {
  const options = { hour: "2-digit", minute: "2-digit", hour12: false, timeZone: zone };
  return instant ? new Date(instant).toLocaleTimeString(language, options) : "";
}
