// node test/shot.mjs URL OUT.png WIDTH HEIGHT [dark|light] [whole]
// Takes one picture of a page once it shows numbers; "whole" takes all of it.
import { launch } from "./browser.mjs";

const [url, out, width = "1440", height = "900", colorScheme = "dark", whole] = process.argv.slice(2);
const browser = await launch();
try {
  const page = await browser.newPage({ viewport: { width: Number(width), height: Number(height) }, colorScheme, deviceScaleFactor: Number(width) < 700 ? 2 : 1 });
  await page.goto(url);
  await page.locator("#people-here").waitFor({ timeout: 15_000 });
  await page.waitForTimeout(1500); // the lamps fade to their colours
  await page.screenshot({ path: out, fullPage: whole === "whole" });
} finally {
  await browser.close();
}
