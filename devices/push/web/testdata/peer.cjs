// A Web Push service and browser that we did not write, on the port given.
const Server = require("web-push-testing/src/server.js");
const { PushApiModel } = require("web-push-testing/src/PushApiModel.js");
new Server(new PushApiModel(), Number(process.argv[2])).startServer();
