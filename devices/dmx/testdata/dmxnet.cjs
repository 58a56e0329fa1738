// A receiver of Art-Net by the npm package dmxnet: says each frame of the
// universe as a line of JSON. It is asked for on the port in its arguments.
const { dmxnet } = require('dmxnet')

const [, , port, net, subnet, universe] = process.argv.map(Number)
const node = new dmxnet({ listen: port, hosts: ['127.0.0.1'], log: { level: 'error' } })
const receiver = node.newReceiver({ net, subnet, universe })
receiver.on('data', (slots) => console.log(JSON.stringify({ slots })))
node.listener4.on('listening', () => console.log(JSON.stringify({ port })))
