// node test/page.mjs URL [PICTURES]
// Opens the page in a real Chromium and asks of it what an organizer would: do
// the numbers move, can I reach everything, does a dead screen look dead. It
// says "stop" and "start" on its output when the server shall do so. It ends
// with 0 only if nothing was wrong. Pictures go into a folder, if one is named.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { becomes, check, judge, moves, numbersAgree, open, wrong } from "./view.mjs";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

async function numbersAreLive(view) {
  for (const selector of ["#people-here", "#heard", "#clock", '[data-zone="registration"]', ".feed ol li", ".intake"]) await moves(view, selector, 10);
}

async function nothingSticksOut({ page, name }) {
  const usual = page.viewportSize();
  const refused = page.locator(".intake summary");
  await refused.click();
  for (const size of [usual, { width: 320, height: 640 }, { width: 844, height: 390 }, { width: 820, height: 1180 }, { width: 1280, height: 720 }, { width: 1920, height: 1080 }]) {
    await page.setViewportSize(size);
    const wide = await page.evaluate(() => document.documentElement.scrollWidth);
    check(wide <= size.width, `${name}: the page is ${wide} px wide on a screen of ${size.width} px`);
  }
  await page.setViewportSize(usual);
  await refused.click();
}

async function everyoneCanUseIt({ page, name }, when) {
  await page.evaluate(axe);
  const { violations } = await page.evaluate(() => globalThis.axe.run(document, { resultTypes: ["violations"] }));
  for (const v of violations.filter((v) => ["serious", "critical"].includes(v.impact)))
    wrong.push(`${name}, ${when}: ${v.id}: ${v.help}: ${v.nodes.slice(0, 3).map((n) => `${n.html.slice(0, 120)} ${n.failureSummary}`)}`);
}

// A zone opens by a tap and by keyboard, and Escape closes it.
async function zoneOpens(view) {
  const { page, name, picture } = view;
  const details = page.getByRole("complementary", { name: "Dance floor" });
  await page.locator('[data-zone="dance-floor"]').click();
  check(await becomes(details, "visible"), `${name}: a tap on the dance floor opened nothing`);
  check((await details.getByText("Hue spot").count()) > 0, `${name}: the dance floor's details name no lamp`);
  await everyoneCanUseIt(view, "zone open");
  await picture("zone");
  await page.keyboard.press("Escape");
  check(await becomes(details, "detached"), `${name}: Escape did not close the zone`);
  await page.locator('[data-zone="dance-floor"]').focus();
  await page.keyboard.press("Enter");
  check(await becomes(details, "visible"), `${name}: Enter on the dance floor opened nothing`);
  await page.goBack();
  check(await becomes(details, "detached"), `${name}: the way back did not close the zone`);
}

// What people write is shown as they wrote it.
async function wordsAreNoMarkup({ page, name }) {
  check((await page.getByText("<img src=x onerror=alert(1)>").count()) > 0, `${name}: the song with markup in it is not shown as text`);
}

async function restIsRest({ page, name }) {
  const running = await page.evaluate(() => document.getAnimations().filter((a) => a.playState === "running" && a.effect.getComputedTiming().duration > 10).length);
  check(running === 0, `${name}: ${running} animations run for someone who asked for none`);
}

async function deadScreenLooksDead(views) {
  for (const { watch } of views) watch.stopped = true;
  console.log("stop");
  for (const { page, name, picture } of views) {
    const banner = page.getByText("No news from the controller");
    check(await becomes(banner, "visible", 8), `${name}: no banner 8 s after the controller stopped`);
    await moves({ page, name }, "#heard");
    await page.waitForTimeout(700); // the colours leave slowly
    await picture("dead");
  }
  console.log("start");
  for (const view of views) {
    check(await becomes(view.page.getByText("No news from the controller"), "detached", 15), `${view.name}: the banner stayed when the controller came back`);
    await moves(view, "#people-here", 10);
  }
}

// A bridge without a key is paired with from its card, line by line.
async function bridgePairs({ page, name, picture }) {
  const card = page.locator('[data-device="bridge 2"]');
  await card.getByRole("button", { name: "Pair with bridge 2" }).click();
  check(await becomes(card.getByText("Press the round link button"), "visible", 10), `${name}: pairing does not say what to do`);
  check(await becomes(card.getByText("nobody pressed the link button"), "visible", 10), `${name}: pairing that failed does not say why`);
  check(await becomes(card.getByRole("button", { name: "Pair with bridge 2" }), "visible"), `${name}: one cannot try again`);
  await card.scrollIntoViewIfNeeded();
  await picture("pairing");
}

// The technician's page hangs on the same stream; everyone can use it too.
async function technicianSees(view) {
  const { page, name, picture } = view;
  await page.getByRole("link", { name: "for the technician" }).click();
  check(await becomes(page.locator("main.technician"), "visible", 10), `${name}: the technician's page did not open`);
  for (const size of [page.viewportSize(), { width: 320, height: 640 }]) {
    const usual = page.viewportSize();
    await page.setViewportSize(size);
    const wide = await page.evaluate(() => document.documentElement.scrollWidth);
    check(wide <= size.width, `${name}: the technician's page is ${wide} px wide on a screen of ${size.width} px`);
    await page.setViewportSize(usual);
  }
  await everyoneCanUseIt(view, "technician");
  await picture("technician");
  await bridgePairs(view);
  await page.goBack();
  check(await becomes(page.locator("#people-here"), "visible", 10), `${name}: there is no way back from the technician's page`);
}

await judge(async (browser) => {
  const phone = await open(browser, "phone", { viewport: { width: 390, height: 844 }, deviceScaleFactor: 2, colorScheme: "light", reducedMotion: "reduce", hasTouch: true });
  const laptop = await open(browser, "laptop", { viewport: { width: 1440, height: 900 }, colorScheme: "dark" });
  for (const view of [phone, laptop]) {
    await numbersAreLive(view);
    await nothingSticksOut(view);
    await everyoneCanUseIt(view, "at first");
    await numbersAgree(view);
    await wordsAreNoMarkup(view);
    await view.picture("live");
    await zoneOpens(view);
    await technicianSees(view);
  }
  await restIsRest(phone);
  await deadScreenLooksDead([phone, laptop]);
});
