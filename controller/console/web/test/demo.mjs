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

await judge(async (browser) => {
  for (const [name, size] of Object.entries(sizes)) {
    const view = await open(browser, name, size);
    await partsAreWell(view);
    await peopleAreOnThePlan(view);
    for (const selector of ["#people-here", "#heard", "#clock", ".zones .number"]) await moves(view, selector, 20);
    await numbersAgree(view);
    await view.picture("demo");
  }
});
