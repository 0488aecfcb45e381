// Keeps the page on the phone. The hub puts VERSION (a hash of every file) and FILES in front, so a
// changed file is a changed worker, and one version's files are never mixed with another's.
/* global VERSION, FILES */

const OURS = "backhaul.driver.";
const HERE = new URL("./", self.location).pathname;

self.addEventListener("install", (event) => event.waitUntil(keep()));
self.addEventListener("activate", (event) => event.waitUntil(takeOver()));
self.addEventListener("fetch", (event) => {
  const url = new URL(event.request.url);
  const isOurs = url.origin === self.location.origin && url.pathname.startsWith(HERE);
  if (event.request.method === "GET" && isOurs) event.respondWith(answer(event.request));
});

async function keep() {
  const cache = await caches.open(OURS + VERSION);
  await cache.addAll(FILES.map((name) => new Request(HERE + name, { cache: "reload" })));
  await self.skipWaiting();
}

async function takeOver() {
  const old = (await caches.keys()).filter((name) => name.startsWith(OURS) && name !== OURS + VERSION);
  await Promise.all(old.map((name) => caches.delete(name)));
  await self.clients.claim();
}

async function answer(request) {
  const cache = await caches.open(OURS + VERSION);
  return (await cache.match(request, { ignoreSearch: true })) ?? fetch(request);
}
