// An APNs client that we did not write sends to the pretend APNs, once for
// each device token, and prints what it made of each answer.
const fs = require("fs");
const apn = require("@parse/node-apn");
const [address, port, ca, key, keyId, teamId, topic, ...tokens] = process.argv.slice(2);
const provider = new apn.Provider({
  token: { key, keyId, teamId }, address, port: Number(port), ca: fs.readFileSync(ca), rejectUnauthorized: true,
});
(async () => {
  for (const token of tokens) {
    const note = new apn.Notification({ topic, alert: { title: "A coffee on us", body: "C-0001" }, expiry: Math.floor(Date.now() / 1000) + 600, collapseId: "c1" });
    const result = await provider.send(note, token);
    for (const s of result.sent) console.log("sent " + s.device);
    for (const f of result.failed) console.log("failed " + f.device + " " + f.status + " " + (f.response ? f.response.reason : f.error));
  }
  provider.shutdown();
})();
