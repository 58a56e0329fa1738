// A venue's other app: huejay pairs, looks round and lights lamps.
// node huejay.cjs HOST PORT. It says a line for each thing it did, and waits
// for one on its input while somebody presses the button.
const huejay = require("huejay");

const [host, port] = process.argv.slice(2);
const pressed = new Promise((resolve) => process.stdin.once("data", resolve));
const say = (what, value) => console.log(`${what} ${JSON.stringify(value)}`);
const names = (all) => all.map((one) => one.name).sort();

async function main() {
  const stranger = new huejay.Client({ host, port: Number(port), timeout: 15000 });
  await stranger.bridge.ping();
  const user = new stranger.users.User();
  user.deviceType = "other#app";
  await stranger.users.create(user).catch((error) => say("unpressed", error.type));
  await pressed;
  const made = await stranger.users.create(user);
  say("paired", [made.username.length]);

  const client = new huejay.Client({ host, port: Number(port), username: made.username, timeout: 15000 });
  await client.bridge.isAuthenticated();
  const bridge = await client.bridge.get();
  say("bridge", [bridge.id, bridge.modelId]);
  say("lights", (await client.lights.getAll()).length);
  say("groups", names(await client.groups.getAll()));
  say("scenes", names(await client.scenes.getAll()));
  const light = await client.lights.getById(1);
  light.on = true;
  light.brightness = 120;
  light.name = "Bar";
  light.xy = [0.5, 0.3];
  light.transitionTime = 0;
  await client.lights.save(light);
  const one = await client.lights.getById(1);
  say("light", [one.name, one.on, one.brightness, one.xy, one.colorMode, one.reachable]);
  const group = await client.groups.getById(2);
  group.brightness = 200;
  group.xy = [0.2, 0.2];
  await client.groups.save(group);
  const whole = await client.groups.getById(2);
  say("group", [whole.on, whole.brightness]);
  const all = await client.groups.getById(1);
  all.scene = "house1";
  await client.groups.save(all);
  say("recalled", (await client.lights.getById(1)).colorTemp);
  await client.lights.getById(99).catch((error) => say("unknown", error.type));
}
main().catch((error) => { console.log(`failed ${error.stack}`); process.exitCode = 1; });
