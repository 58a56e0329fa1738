// Listens for OSC with npm osc and writes each message as a line of JSON.
const osc = require("osc");
const port = new osc.UDPPort({ localAddress: "127.0.0.1", localPort: 0, metadata: true });
port.on("message", (message) => console.log(JSON.stringify([message.address, ...message.args.map((a) => [a.type, a.value])])));
port.on("error", (error) => console.log("error " + error.message));
port.on("ready", () => console.log(port.socket.address().port));
port.open();
