// A DJ's program by the npm package os2l: connects, and for each line it is
// told says so many beats, with a button and a command between them.
const { OS2LClient } = require('os2l')

const [, , port] = process.argv.map(Number)
const client = new OS2LClient({ host: '127.0.0.1', port, useDNS_SD: false, autoReconnect: false })
client.on('error', (e) => console.log('error ' + e.message))

// connect() of the package calls back with the wrong `this`, so the socket is asked.
client.connect().catch(() => {})
client.client.on('connect', () => console.log('connected'))
require('readline')
  .createInterface({ input: process.stdin })
  .on('line', (line) => {
    for (let i = 0; i < Number(line); i++) {
      client.beat(i % 16 === 0, i, 128.5)
      if (i % 4 === 0) client.buttonOn('strobe')
      if (i % 4 === 1) client.command(3, 0.5)
    }
  })
