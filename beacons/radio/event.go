package radio

import (
	"encoding/binary"
	"time"
)

// Events of the Host Controller Interface, Bluetooth Core Specification, Vol 4,
// Part E, 7.7.
const (
	eventComplete = 0x0e // a command was carried out
	eventStatus   = 0x0f // a command was accepted or refused
	eventLE       = 0x3e

	reportLegacy   = 0x02 // LE Advertising Report
	reportExtended = 0x0d // LE Extended Advertising Report
)

// unheard is the RSSI of a controller that has none.
const unheard = 127

// reports calls hear for every advertisement of an event, which is its code,
// its length and its parameters. It stops at the first that is cut off.
func reports(event []byte, at time.Time, hear func(Advert)) {
	if len(event) < 4 || event[0] != eventLE || int(event[1]) > len(event)-2 {
		return
	}
	b := event[2 : 2+int(event[1])]
	if len(b) < 2 {
		return
	}
	n := int(b[1])
	switch b[0] {
	case reportLegacy:
		legacy(b[2:], n, at, hear)
	case reportExtended:
		extended(b[2:], n, at, hear)
	}
}

// legacy reads reports one after the other, as controllers send them; the
// specification reads as if they were interleaved, and nobody does that.
func legacy(b []byte, n int, at time.Time, hear func(Advert)) {
	const head = 9 // type, address type, address, length
	for range n {
		if len(b) < head {
			return
		}
		size := int(b[8])
		if len(b) < head+size+1 {
			return
		}
		tell(b[2:8], b[head:head+size], int8(b[head+size]), at, hear)
		b = b[head+size+1:]
	}
}

func extended(b []byte, n int, at time.Time, hear func(Advert)) {
	const head = 24
	for range n {
		if len(b) < head {
			return
		}
		size := int(b[23])
		if len(b) < head+size {
			return
		}
		tell(b[3:9], b[head:head+size], int8(b[13]), at, hear)
		b = b[head+size:]
	}
}

func tell(address, body []byte, rssi int8, at time.Time, hear func(Advert)) {
	if rssi == unheard {
		return
	}
	a := Advert{At: at, RSSI: rssi, Body: body}
	for i := range a.From {
		a.From[i] = address[5-i] // little-endian on the wire
	}
	hear(a)
}

// answer reads what an event says about a command.
func answer(event []byte) (command uint16, status byte, is bool) {
	switch {
	case len(event) >= 6 && event[0] == eventComplete:
		return binary.LittleEndian.Uint16(event[3:]), event[5], true
	case len(event) >= 6 && event[0] == eventStatus:
		return binary.LittleEndian.Uint16(event[4:]), event[2], true
	}
	return 0, 0, false
}
