// Checks webhooks with the library that receivers use: one JSON of {secret,
// headers, body} a line in, "good" with the type or "bad" with the reason out.
const { Webhook } = require("standardwebhooks");
const lines = require("readline").createInterface({ input: process.stdin });
lines.on("line", (line) => {
  const { secret, headers, body } = JSON.parse(line);
  try {
    console.log("good " + new Webhook(secret).verify(body, headers).type);
  } catch (e) {
    console.log("bad " + e.message);
  }
});
