// node test/dj.mjs URL [PICTURES]
// Opens the DJ's page in a real Chromium, on a tablet and on a phone, and uses
// it as a DJ would. It ends with 0 only if nothing was wrong.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { becomes, check, judge, open, wrong } from "./view.mjs";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

async function nothingSticksOut({ page, name }) {
  const usual = page.viewportSize();
  for (const size of [usual, { width: 320, height: 640 }, { width: 768, height: 1024 }, { width: 1280, height: 800 }]) {
    await page.setViewportSize(size);
    const wide = await page.evaluate(() => document.documentElement.scrollWidth);
    check(wide <= size.width, `${name}: the DJ's page is ${wide} px wide on a screen of ${size.width} px`);
    const small = await page.evaluate(() => [...document.querySelectorAll("button")].filter((b) => b.getBoundingClientRect().height < 44).length);
    check(small === 0, `${name}: ${small} buttons are lower than a finger at ${size.width} px`);
  }
  await page.setViewportSize(usual);
}

async function everyoneCanUseIt({ page, name }) {
  await page.evaluate(axe);
  const { violations } = await page.evaluate(() => globalThis.axe.run(document, { resultTypes: ["violations"] }));
  for (const v of violations.filter((v) => ["serious", "critical"].includes(v.impact)))
    wrong.push(`${name}: ${v.id}: ${v.help}: ${v.nodes.slice(0, 3).map((n) => `${n.html.slice(0, 120)} ${n.failureSummary}`)}`);
}

// A press moves the song, and can be taken back.
async function buttonsDo({ page, name }) {
  const song = "Chic - Le Freak";
  await page.getByRole("button", { name: `Next: ${song}` }).click();
  check(await becomes(page.locator(`li.accepted[data-song="${song}"]`), "visible", 10), `${name}: Next did not move ${song}`);
  await page.getByRole("button", { name: /^Undo/ }).click();
  check(await becomes(page.locator(".undo:disabled"), "visible", 10), `${name}: after Undo there is still something to undo`);
  await page.getByRole("button", { name: "Pause requests" }).click();
  check(await becomes(page.getByRole("button", { name: "Paused. Take requests" }), "visible", 10), `${name}: the pause does not show`);
  await page.getByRole("button", { name: "Paused. Take requests" }).click();
  check(await becomes(page.getByRole("button", { name: "Pause requests" }), "visible", 10), `${name}: the pause does not end`);
  await page.getByRole("button", { name: "Block: Donna Summer - I Feel Love" }).click();
  await page.getByRole("button", { name: "Block all of Donna Summer tonight" }).click();
}

await judge(async (browser) => {
  const tablet = await open(browser, "tablet", { viewport: { width: 1024, height: 768 }, colorScheme: "light", hasTouch: true });
  const phone = await open(browser, "phone", { viewport: { width: 390, height: 844 }, deviceScaleFactor: 2, hasTouch: true, reducedMotion: "reduce" });
  for (const view of [tablet, phone]) {
    await view.picture("dj");
    await nothingSticksOut(view);
    await everyoneCanUseIt(view);
    await buttonsDo(view);
    await view.picture("dj-pressed");
  }
});
