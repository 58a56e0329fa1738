// Talks to the WLED at 127.0.0.1:PORT by npm wled-client, which is not ours.
// For each line on its standard input it prints what that package understands
// of the WLED; the line `tamper` first makes it change the first segment.
const { WLEDClient } = require("wled-client");

const only = { presets: false, config: false };
const wled = new WLEDClient({ host: "127.0.0.1", port: Number(process.argv[2]), websocket: false, immediate: false, init: only });

async function answer(line) {
  if (line === "tamper") {
    await wled.updateState({ brightness: 77, segments: [{ id: 0, effectId: 9, colors: [[1, 2, 3]] }] }, { method: "json" });
  }
  await wled.refreshContext(only);
  const { on, brightness, transition, segments } = wled.state;
  console.log(JSON.stringify({
    version: wled.info.version, on, brightness, transition,
    segments: segments.map(s => ({ id: s.id, on: s.on, effect: s.effectId, colour: s.colors[0] })),
  }));
}

require("readline").createInterface({ input: process.stdin }).on("line", line =>
  answer(line).catch(err => console.log("failed: " + err.message)));
