// Shows what is pushed, and tells the venue that it was shown or opened. What
// it holds lies in one cache: the personal key, and receipts not yet taken.
const CACHE = "foyer-me";
const KEY = "/me/key";
const RECEIPTS = "/me/receipts/";

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (e) => e.waitUntil(self.clients.claim()));

self.addEventListener("push", (e) => e.waitUntil(show(e.data?.json() ?? {})));

self.addEventListener("notificationclick", (e) => {
  e.notification.close();
  e.waitUntil(Promise.all([tell(e.notification.data?.id, "opened"), open()]));
});

// A push service may give us another place to listen at.
self.addEventListener("pushsubscriptionchange", (e) =>
  e.waitUntil(
    (async () => {
      const subscription = e.newSubscription ?? (e.oldSubscription && (await self.registration.pushManager.subscribe(e.oldSubscription.options)));
      if (subscription) await post("/v1/subscriptions", subscription);
    })(),
  ),
);

// The tag is the place on the screen: a copy of the same push takes it again.
async function show({ id = "", title = "Something for you", body = "" }) {
  await self.registration.showNotification(title, { body, tag: id, data: { id }, icon: "/icon-192.png" });
  for (const page of await self.clients.matchAll({ type: "window" })) page.postMessage("look");
  await tell(id, "shown");
}

async function open() {
  for (const page of await self.clients.matchAll({ type: "window" })) {
    if (new URL(page.url).pathname === "/me") return page.focus();
  }
  return self.clients.openWindow("/me");
}

// tell keeps a receipt until the venue has taken it; it counts each once.
async function tell(id, what) {
  const cache = await caches.open(CACHE);
  if (id) await cache.put(`${RECEIPTS}${what}/${encodeURIComponent(id)}`, new Response(JSON.stringify({ id, what })));
  for (const kept of await cache.keys()) {
    if (!new URL(kept.url).pathname.startsWith(RECEIPTS)) continue;
    const answer = await post("/v1/receipts", await (await cache.match(kept)).json()).catch(() => undefined);
    if (answer && answer.status < 500) await cache.delete(kept); // taken, or never to be
  }
}

async function post(path, body) {
  const key = await (await (await caches.open(CACHE)).match(KEY))?.text();
  return fetch(path, { method: "POST", headers: { "Content-Type": "application/json", Authorization: `Bearer ${key ?? ""}` }, body: JSON.stringify(body) });
}
