// Turns what a lamp was told by MQTT into Zigbee, as zigbee2mqtt does: by npm
// zigbee-herdsman-converters, which is not ours, with an endpoint that only
// writes down what it would send. A line in is {"name":..., "told":{...}}, a
// line out {"name":..., "sent":[cluster, command, values]..., "says":{...}}.
const path = require("path");
const { createRequire } = require("module");
const zhc = path.dirname(require.resolve("zigbee-herdsman-converters/package.json"));
const { light_onoff_brightness, light_color } = createRequire(zhc + "/")("./dist/converters/toZigbee.js");

const say = line => process.stdout.write(line + "\n");
console.log = console.info = console.warn = console.debug = () => {}; // the package talks to itself

const states = {};

// The package knows an endpoint by the name of its class.
class Endpoint {
  ID = 11; meta = {}; sent = [];
  constructor(device) { this.device = device; this.deviceIeeeAddress = device.ieeeAddr; }
  getDevice() { return this.device; }
  save() {}
  supportsInputCluster() { return true; }
  getClusterAttributeValue(_, name) { return { colorTempPhysicalMin: 153, colorTempPhysicalMax: 500 }[name]; }
  async command(cluster, command, values) { this.sent.push([cluster, command, values]); }
  async read() { return {}; }
}

async function tell({ name, told }) {
  const before = states[name] ??= {};
  const device = { ieeeAddr: name, meta: {}, save() {}, endpoints: [], getEndpoint() {} };
  const endpoint = new Endpoint(device);
  const meta = { message: told, mapped: { meta: {}, exposes: [], ota: false }, options: {}, state: before, device, publish() {} };
  for (const [converter, key] of [[light_onoff_brightness, "state"], [light_color, "color"]]) {
    if (!(key in told)) continue;
    const done = await converter.convertSet(endpoint, key, told[key], meta);
    Object.assign(before, done && done.state);
  }
  return { name, sent: endpoint.sent, says: before };
}

require("readline").createInterface({ input: process.stdin }).on("line", line =>
  tell(JSON.parse(line)).then(a => say(JSON.stringify(a)), err => say("failed: " + err.message)));
