package dmx

import (
	"crypto/sha256"
	"encoding/binary"
)

const (
	sacnPort = 5568
	// sacnStart is how many bytes stand before the slots.
	sacnStart = 126
	// terminated is the bit of the options that says: this source ends.
	terminated = 0x40
)

// sacn makes E1.31 data packets of one universe.
type sacn struct {
	head [sacnStart]byte
}

// newSACN fills in what is the same in every packet (E1.31-2018, table 4-1).
// Each layer begins with its length, counted from there to the end.
func newSACN(c Config) *sacn {
	p := &sacn{}
	at := p.head[:]
	put16 := func(offset int, v uint16) { binary.BigEndian.PutUint16(at[offset:], v) }
	length := func(offset int) { put16(offset, 7<<12|uint16(sacnStart+Size-offset)) } //nolint:gosec // 638 at most

	put16(0, 0x0010)                      // root layer: preamble size, no postamble
	copy(at[4:], "ASC-E1.17\x00\x00\x00") // and who it is
	length(16)                            //
	at[21] = 4                            // VECTOR_ROOT_E131_DATA
	cid := identity(c.Source)             //
	copy(at[22:], cid[:])                 //
	length(38)                            // framing layer
	at[43] = 2                            // VECTOR_E131_DATA_PACKET
	copy(at[44:44+63], c.Source)          // 64 bytes, the last one zero
	at[108] = byte(c.Priority)            //nolint:gosec // 200 at most
	put16(113, uint16(c.Universe))        //nolint:gosec // 63999 at most
	length(115)                           // DMP layer
	at[117], at[118] = 2, 0xa1            // set property, addresses and data as follows
	put16(121, 1)                         // one apart
	put16(123, 1+Size)                    // the start code, which is 0, and the slots
	return p
}

// packet is one frame; end says that no more will come from us.
func (p *sacn) packet(sequence byte, slots *Slots, end bool) []byte {
	b := append(make([]byte, 0, sacnStart+Size), p.head[:]...)
	b[111] = sequence
	if end {
		b[112] = terminated
	}
	return append(b, slots[:]...)
}

// identity is the UUID of a source, the same after every start.
func identity(source string) (id [16]byte) {
	sum := sha256.Sum256([]byte("foyer sACN source " + source))
	copy(id[:], sum[:])
	id[6], id[8] = id[6]&0x0f|0x80, id[8]&0x3f|0x80 // version 8, RFC 9562
	return id
}
