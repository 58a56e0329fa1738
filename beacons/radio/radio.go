// Package radio hears what badges send, from a Bluetooth controller or from a
// recording. It is the only door to the kernel's Bluetooth sockets.
//
// It promises that every advertisement is handed on, repeated ones too, with
// the time it was heard; that it listens only and never answers or asks a
// badge; and that a controller which falls silent is woken, in steps that are
// counted. It does not know what an advertisement means: that is frame's work.
package radio

import (
	"context"
	"encoding/hex"
	"time"
)

// Address is the radio address an advertisement came from, as it is written.
// Most badges change theirs: it is no identity.
type Address [6]byte

// String writes an address as people do, without colons.
func (a Address) String() string { return hex.EncodeToString(a[:]) }

// Advert is one advertisement as it was heard.
type Advert struct {
	At   time.Time
	From Address
	RSSI int8 // dBm
	// Body is the advertising data. It is lent until the call returns.
	Body []byte
}

// Source is something that hears.
type Source interface {
	// Listen calls hear for every advertisement, one at a time, until ctx ends
	// or there is no more to hear.
	Listen(ctx context.Context, hear func(Advert)) error
}
