// One Chromium for the scripts beside this file: Debian's, without a network
// life of its own.
import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";
import { chromium } from "playwright-core";

const quiet = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"];

function onPath(...names) {
  for (const folder of (process.env.PATH ?? "").split(delimiter))
    for (const name of names) if (existsSync(join(folder, name))) return join(folder, name);
  throw new Error(`none of ${names.join(", ")} is on PATH: install Debian's package chromium`);
}

export const launch = () => chromium.launch({ executablePath: onPath("chromium", "chromium-browser", "google-chrome"), args: quiet });
