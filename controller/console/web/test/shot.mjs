// node test/shot.mjs URL OUT.png WIDTH HEIGHT [dark|light] [whole|SELECTOR]
// Takes one picture of a page once it shows numbers: "whole" takes all of it, a
// selector waits until the page shows such a thing.
import { launch } from "./browser.mjs";

const [url, out, width = "1440", height = "900", colorScheme = "dark", what = ""] = process.argv.slice(2);
const browser = await launch();
try {
  // At rest: a picture of a line on its way to its place helps nobody.
  const page = await browser.newPage({
    viewport: { width: Number(width), height: Number(height) },
    colorScheme,
    reducedMotion: "reduce",
    deviceScaleFactor: Number(width) < 700 ? 2 : 1,
  });
  await page.goto(url);
  await page.locator("#people-here").waitFor({ timeout: 15_000 });
  if (what === "" || what === "whole") await page.waitForTimeout(1500);
  else await page.locator(what).first().waitFor({ timeout: 120_000 });
  await page.screenshot({ path: out, fullPage: what === "whole" });
} finally {
  await browser.close();
}
