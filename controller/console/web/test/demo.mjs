// node test/demo.mjs URL [PICTURES]
// Opens the page of a running demo as who tries it would: do the numbers move,
// are people on the plan, is every part well, does it need nothing from abroad.
import { becomes, check, judge, moves, numbersAgree, open } from "./view.mjs";

const sizes = {
  laptop: { viewport: { width: 1440, height: 900 }, colorScheme: "dark" },
  phone: { viewport: { width: 390, height: 844 }, deviceScaleFactor: 2, colorScheme: "light", hasTouch: true },
};

async function partsAreWell({ page, name }) {
  for (const part of ["broker", "store", "bridge", "push"]) {
    const well = await becomes(page.locator(`.ok[data-part="${part}"], .trial[data-part="${part}"]`), "visible", 10);
    check(well, `${name}: ${part} is not well: ${JSON.stringify(await page.locator(".health").innerText())}`);
  }
}

// Every person is a point on the plan: more than three zones have some.
async function peopleAreOnThePlan({ page, name }) {
  const spread = () => document.querySelectorAll('[data-zone] path.people[d^="M"]').length > 3;
  check(await page.waitForFunction(spread, undefined, { timeout: 30_000 }).then(() => true, () => false), `${name}: after 30 s no four zones of the plan have people`);
}

// Anybody of the crowd can be asked about: the page answers with every gate.
async function whyIsAnswered({ page, name }) {
  await page.goto(new URL("/why?rule=coffee-gift", page.url()).href);
  await page.locator("input").fill("p0002");
  await page.keyboard.press("Enter");
  check(await becomes(page.locator("#checks-title"), "visible", 10), `${name}: no answer why coffee-gift acts for p0002: ${JSON.stringify(await page.locator("main").innerText())}`);
  const gates = await page.locator("#checks-title + ul > li").count();
  check(gates >= 8, `${name}: ${gates} gates of coffee-gift, want 8 or more`);
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  check(wide <= 0, `${name}: /why is ${wide} pixels too wide`);
  await page.locator("input").fill("nobody-at-all");
  await page.keyboard.press("Enter");
  check(await becomes(page.getByText("Nobody is registered"), "visible", 10), `${name}: nothing is said of a person who is not registered`);
}

// Rules are changed on a page while the numbers move: a mistake is told and
// mended by a click, and what is right goes live.
async function rulesAreChanged({ page, name }) {
  await page.goto(new URL("/rules", page.url()).href);
  const source = page.locator("textarea").first();
  await page.waitForFunction(() => document.querySelector("textarea")?.value.includes("coffee-gift"), undefined, { timeout: 10_000 });
  const text = (await source.inputValue()).replace(/Long night[^"]*/, `Long night, ${name}?`);
  await source.fill(text.replace("not person.staff", "not person.stuff"));
  const mend = page.getByRole("button", { name: "Write staff" });
  check(await becomes(mend, "visible", 10), `${name}: the mistake person.stuff is not told with a way to mend it`);
  await mend.click();
  check((await source.inputValue()) === text, `${name}: one click does not mend the mistake`);
  const publish = page.getByRole("button", { name: "Save and publish" });
  const live = await publish.click({ timeout: 10_000 }).then(() => true, () => false);
  check(live && (await becomes(page.getByText(/Version \d+ is live\./), "visible", 10)), `${name}: rules without a mistake do not go live`);
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  check(wide <= 0, `${name}: /rules is ${wide} pixels too wide`);
}

await judge(async (browser) => {
  for (const [name, size] of Object.entries(sizes)) {
    const view = await open(browser, name, size);
    await partsAreWell(view);
    await peopleAreOnThePlan(view);
    for (const selector of ["#people-here", "#heard", "#clock", ".zones .number"]) await moves(view, selector, 20);
    await numbersAgree(view);
    await view.picture("demo");
    view.watch.stopped = true; // the browser complains of the answer that nobody is called so
    await whyIsAnswered(view);
    await view.picture("why");
    await rulesAreChanged(view);
    await view.picture("rules");
  }
});
