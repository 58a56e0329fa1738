// What the scripts beside this file ask of a page of ours in a real Chromium.
// Each is run as: node test/SCRIPT.mjs URL [PICTURES]
import { launch } from "./browser.mjs";

const [url, pictures] = process.argv.slice(2);
export const wrong = [];
export const check = (holds, what) => holds || wrong.push(what);

// judge lets a script look, says on its standard error what was wrong, and ends
// with 0 only if nothing was.
export async function judge(look) {
  const browser = await launch();
  try {
    await look(browser);
  } catch (error) {
    wrong.push(String(error));
  } finally {
    await browser.close();
  }
  for (const what of wrong) console.error(what);
  process.exitCode = wrong.length > 0 ? 1 : 0;
}

// open gives a page that reports every request abroad and every complaint.
export async function open(browser, name, options) {
  const page = await (await browser.newContext(options)).newPage();
  const watch = { stopped: false };
  page.on("request", (request) => check(local(request.url()), `${name}: asked for ${request.url()}`));
  page.on("console", (message) => check(watch.stopped || message.type() !== "error", `${name}: console: ${message.text()}`));
  page.on("pageerror", (error) => wrong.push(`${name}: ${error}`));
  page.on("dialog", (dialog) => (wrong.push(`${name}: a dialog: ${dialog.message()}`), dialog.dismiss()));
  await page.goto(url);
  await page.locator("#people-here").waitFor({ timeout: 15_000 });
  return { page, watch, name, picture: (what) => pictures && page.screenshot({ path: `${pictures}/${name}-${what}.png` }) };
}

const local = (address) => ["127.0.0.1", "localhost", "[::1]"].includes(new URL(address).hostname);

// moves waits until a text is another one.
export async function moves({ page, name }, selector, seconds = 5) {
  const first = await page.locator(selector).first().textContent();
  const other = ([s, was]) => document.querySelector(s)?.textContent !== was;
  const moved = await page.waitForFunction(other, [selector, first], { timeout: seconds * 1000 }).catch(() => false);
  check(moved, `${name}: ${selector} still says ${JSON.stringify(first)} after ${seconds} s`);
}

export const becomes = (locator, state, seconds = 3) => locator.waitFor({ state, timeout: seconds * 1000 }).then(() => true, () => false);

// The zones and who is between them add up to the people here, at any moment.
export async function numbersAgree({ page, name }) {
  const { here, sum } = await page.evaluate(() => {
    const number = (element) => Number.parseInt(element.textContent.replaceAll(",", ""), 10);
    const rows = [...document.querySelectorAll(".zones .number")];
    return { here: number(document.querySelector("#people-here")), sum: rows.reduce((sum, row) => sum + number(row), 0) };
  });
  check(here > 0 && here === sum, `${name}: ${here} people here, but the zones add up to ${sum}`);
}
