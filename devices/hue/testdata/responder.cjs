// Bridges as multicast-dns, a library of others, announces them:
// node responder.cjs [ADDRESS]. Without an address it answers questions to its
// own port on loopback; with one it joins the group on that network. It says
// its port once it listens, and then what each question asks for.
const dgram = require("dgram");
const multicastDNS = require("multicast-dns");

const network = process.argv[2];
const socket = network ? undefined : dgram.createSocket("udp4");
const mdns = multicastDNS(network ? { interface: network, bind: "0.0.0.0" } : { socket, port: 0, multicast: false });

const service = "_hue._tcp.local";
const bridge = (name, id, address, port) => ({
  answers: [{ name: service, type: "PTR", ttl: 120, data: `${name}.${service}` }],
  additionals: [
    { name: `${name}.${service}`, type: "SRV", ttl: 120, data: { port, target: `${id}.local` } },
    { name: `${name}.${service}`, type: "TXT", ttl: 120, data: [`bridgeid=${id}`, "modelid=BSB002"] },
    { name: `${id}.local`, type: "A", ttl: 120, data: address },
  ],
});

mdns.on("query", (query, from) => {
  console.log(query.questions.map((q) => `${q.type} ${q.name}`).join(", "));
  if (!query.questions.some((q) => q.name === service)) return;
  mdns.respond({ answers: [{ name: "_ipp._tcp.local", type: "PTR", ttl: 120, data: "Printer._ipp._tcp.local" }] }, from);
  mdns.respond(bridge("Philips Hue - 0A1B2C", "001788FFFE0A1B2C", "192.0.2.20", 443), from);
  mdns.respond(bridge("Philips Hue - 0D0E0F", "001788fffe0d0e0f", "192.0.2.21", 80), from);
});
if (socket) socket.bind(0, "127.0.0.1", () => console.log(socket.address().port));
else mdns.on("ready", () => console.log(5353));
