// The page works without this: it only keeps a slow line from sending an answer twice, and shows
// what is new to somebody who comes back to an open page without having begun an answer.

for (const form of document.forms) {
  form.addEventListener("submit", () => {
    for (const button of form.querySelectorAll("button")) button.disabled = true;
  });
}

// Once said, a thank-you does not come back with every look at the page.
if (location.search.includes("done")) {
  history.replaceState(null, "", location.pathname + location.search.replace(/&?done/, ""));
}

const begun = () => document.querySelector("details[open]") !== null;
setInterval(() => {
  if (!document.hidden && !begun()) location.reload();
}, 60_000);
let hiddenAt = 0;
document.addEventListener("visibilitychange", () => {
  if (document.hidden) hiddenAt = Date.now();
  else if (hiddenAt && Date.now() - hiddenAt > 30_000 && !begun()) location.reload();
});
window.addEventListener("pageshow", (event) => {
  if (event.persisted) location.reload();
});
