// A receiver of sACN by the npm package sacn: says on which port it listens,
// then each packet as a line of JSON; what it takes for corrupt or out of
// order, too. With "merge" it says each change of what all sources make
// together, by their priorities.
const { Receiver } = require('sacn')
const { MergingReceiver } = require('sacn/dist/merging')

const [, , universe, merge] = process.argv
const say = (line) => console.log(JSON.stringify(line))
const Kind = merge ? MergingReceiver : Receiver
const receiver = new Kind({ universes: [Number(universe)], port: 0, iface: '127.0.0.1' })

receiver.on('PacketCorruption', (e) => say({ fault: 'corrupt: ' + e.message }))
receiver.on('PacketOutOfOrder', (e) => say({ fault: 'out of order: ' + e.message }))
receiver.on('error', () => {}) // no multicast here: frames come by unicast
receiver.socket.on('listening', () => say({ port: receiver.socket.address().port }))
if (merge) {
  receiver.on('changed', ({ payload }) => say({ slots: Array.from({ length: 512 }, (_, i) => Math.round(payload[i + 1] * 2.55)) }))
} else {
  receiver.on('packet', (p) =>
    say({ sequence: p.sequence, priority: p.priority, options: p.options, universe: p.universe, source: p.sourceName, slots: [...p.payloadAsBuffer] }),
  )
}
