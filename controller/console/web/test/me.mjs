// node test/me.mjs LINK TOLD [PICTURES]
// Opens a personal link on a phone, and lets its worker show the push TOLD.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { launch } from "./browser.mjs";

const [link, text, pictures] = process.argv.slice(2);
const told = JSON.parse(text);
const origin = new URL(link).origin;
const browser = await launch();
try {
  const context = await browser.newContext({ viewport: { width: 390, height: 844 }, bypassCSP: false });
  await context.grantPermissions(["notifications"], { origin });
  const page = await context.newPage();
  const errors = [];
  page.on("pageerror", (e) => errors.push(e.message));
  page.on("console", (m) => m.type() === "error" && !/push (api|service)/i.test(m.text()) && errors.push(m.text()));
  await page.goto(link);
  await page.getByText("Show this code.").waitFor({ timeout: 20_000 });
  assert.match(await page.locator(".code").innerText(), /^[A-Z0-9-]{8,}$/);
  assert.equal(await page.locator(".why p").first().innerText(), "A gift for early birds");
  if (pictures) await page.screenshot({ path: `${pictures}/me.png`, fullPage: true });

  // Nothing may stand in anybody's way.
  await page.evaluate(readFileSync(new URL("../node_modules/axe-core/axe.min.js", import.meta.url), "utf8"));
  const found = await page.evaluate(() => axe.run());
  assert.deepEqual(found.violations.map((v) => `${v.id}: ${v.nodes[0].html}`), []);

  // The switch: there is no push service here, and the page has to say so kindly.
  const protocol = await context.newCDPSession(page);
  const registered = new Promise((resolve) =>
    protocol.on("ServiceWorker.workerVersionUpdated", (e) => {
      const at = e.versions.find((v) => v.status === "activated");
      if (at) resolve(at.registrationId);
    }),
  );
  await protocol.send("ServiceWorker.enable");
  await page.getByRole("switch").click();
  const registrationId = await registered;
  await protocol.send("ServiceWorker.deliverPushMessage", { origin, registrationId, data: JSON.stringify({ id: told.id, title: told.title, body: told.body }) });
  let shown = [];
  for (let i = 0; i < 100 && shown.length === 0; i++) {
    await page.waitForTimeout(100);
    shown = await page.evaluate(async () => {
      const at = await navigator.serviceWorker.getRegistration("/me");
      return (await at.getNotifications()).map((n) => [n.title, n.body, n.tag]);
    });
  }
  assert.deepEqual(shown, [[told.title, told.body, told.id]]);
  await page.waitForTimeout(1000); // its receipt is on its way
  assert.deepEqual(errors, []);

  // Who comes back without the link is still known, and a stranger is not.
  const again = await context.newPage();
  await again.goto(`${origin}/me`);
  await again.getByText("Show this code.").waitFor({ timeout: 20_000 });
  const stranger = await (await browser.newContext()).newPage();
  await stranger.goto(`${origin}/me`);
  await stranger.getByText("Open the personal link").waitFor({ timeout: 20_000 });
} finally {
  await browser.close();
}
