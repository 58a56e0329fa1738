// A venue's other app: node-hue-api pairs, looks round and lights lamps.
// node node-hue-api.cjs HOST PORT. It says a line for each thing it did, and
// waits for one on its input while somebody presses the button.
process.env.NODE_HUE_API_USE_INSECURE_CONNECTION = "yes"; // no lecture on its output
const { v3 } = require("node-hue-api");
const { LightState, GroupLightState } = v3.model.lightStates;

const [host, port] = process.argv.slice(2);
const pressed = new Promise((resolve) => process.stdin.once("data", resolve));
const say = (what, value) => console.log(`${what} ${JSON.stringify(value)}`);
const names = (all) => all.map((one) => one.name).sort();

async function main() {
  const stranger = await v3.api.createInsecureLocal(host, Number(port)).connect();
  const config = await stranger.configuration.getUnauthenticatedConfig();
  say("bridge", [config.bridgeid, config.modelid]);
  try {
    await stranger.users.createUser("other-app", "phone");
  } catch (error) {
    say("unpressed", error.getHueErrorType());
  }
  await pressed;
  const user = await stranger.users.createUser("other-app", "phone");
  say("paired", [user.username.length, user.clientkey.length]);

  const api = await v3.api.createInsecureLocal(host, Number(port)).connect(user.username);
  const lights = await api.lights.getAll();
  say("lights", lights.length);
  say("groups", names(await api.groups.getAll()));
  say("scenes", names(await api.scenes.getAll()));
  await api.lights.setLightState(1, new LightState().on().bri(120).rgb(255, 0, 128).transitionInstant());
  const one = await api.lights.getLightState(1);
  say("light", [one.on, one.bri, one.xy, one.colormode, one.reachable]);
  await api.groups.setGroupState(2, new GroupLightState().on().bri(200).xy(0.2, 0.2).transitionInstant());
  const group = await api.groups.getGroup(2);
  say("group", [group.state.all_on, group.action.bri]);
  await api.scenes.activateScene("house1");
  say("recalled", (await api.lights.getLightState(1)).ct);
  const thief = await v3.api.createInsecureLocal(host, Number(port)).connect("nobody");
  await thief.lights.getAll().catch((error) => say("thief", error.getHueErrorType()));
}
main().catch((error) => { console.log(`failed ${error.stack}`); process.exitCode = 1; });
