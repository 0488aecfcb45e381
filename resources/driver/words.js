// The page's own words, in the driver's language.

export const LANGUAGES = { en: "English", es: "Español" };
let words = {};
let language = "en";

export function wished(kept) {
  if (kept in LANGUAGES) return kept;
  return navigator.languages.map((each) => each.slice(0, 2)).find((each) => each in LANGUAGES) ?? "en";
}

export async function speak(wanted) {
  words = await (await fetch(`${wanted}.json`)).json();
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

export const reasons = (group) => Object.entries(words).filter(([name]) => name.startsWith(`${group}.`))
  .map(([name, text]) => [name.slice(group.length + 1), text]);

export function clockTime(instant, zone) {
  const options = { hour: "2-digit", minute: "2-digit", hour12: false, timeZone: zone };
  return instant ? new Date(instant).toLocaleTimeString(language, options) : "";
}
