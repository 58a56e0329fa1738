package dmx

import "encoding/binary"

const (
	artPort = 6454
	// artStart is how many bytes stand before the slots.
	artStart = 18
)

// artnet makes ArtDmx packets of one universe.
type artnet struct{ universe int }

// packet is one frame (Art-Net 4, ArtDmx): opcode and port-address are little
// endian, the rest is big. There is no last one: who ends is forgotten.
func (p artnet) packet(sequence byte, slots *Slots, _ bool) []byte {
	b := append(make([]byte, 0, artStart+Size), "Art-Net\x00"...)
	b = binary.LittleEndian.AppendUint16(b, 0x5000)             // OpDmx
	b = binary.BigEndian.AppendUint16(b, 14)                    // protocol version
	b = append(b, max(sequence, 1), 0)                          // 0 would be: not in order; no port
	b = binary.LittleEndian.AppendUint16(b, uint16(p.universe)) //nolint:gosec // 32767 at most
	b = binary.BigEndian.AppendUint16(b, Size)
	return append(b, slots[:]...)
}
