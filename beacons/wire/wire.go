// Package wire turns one MQTT message into what it says: sightings, a stamp, an
// ask, or whether an anchor is alive. Each producer has one file: native.go for
// our own format, version 1 (../README.md), and one for each foreign one.
//
// The package promises that a message is either understood or refused with a
// reason from a small closed set, that a message of one sighting costs no
// allocation, and that no input makes it panic or keeps its memory growing. It
// accepts and refuses exactly what encoding/json would, except that names of
// fields are compared as written.
//
// It never looks at a clock, logs, or starts a goroutine: when the message
// arrived is an argument, and whoever calls counts the refusals.
package wire

import (
	"time"

	"foyer/beacons"
)

// Kind says which fields of a Message are filled.
type Kind int

// The kinds of messages.
const (
	// PlainKind fills Sightings and Refused. Plain sightings are samples: they
	// repeat, and a lost one is not mourned.
	PlainKind Kind = iota
	// NumberedKind fills the same and Source, Boot and Seq. The source sends it
	// again until it is told that the number is committed.
	NumberedKind
	// StampKind fills Stamp.
	StampKind
	// AskKind fills Ask.
	AskKind
	// RedeemKind fills Redeem.
	RedeemKind
	// StopKind fills Stop.
	StopKind
	// HealthKind fills Health.
	HealthKind
)

// Message is what one MQTT message says. It is reused from call to call, so
// take what you need before the next Decode.
type Message struct {
	Kind      Kind
	Sightings []beacons.Sighting
	Source    beacons.Source // last level of the topic of a numbered message
	Boot      string         // of the source's buffer: numbers start anew with a new one
	Seq       uint64         // from 1, without gaps
	Stamp     Stamp
	Ask       Ask
	Redeem    Redeem
	Stop      Stop
	Health    Health
	// Refused are the bad elements of an otherwise good array.
	Refused []Refusal
}

// Stamp is a tap or a scan at a booth. The same ID twice counts once.
type Stamp struct {
	ID     string
	Anchor beacons.Anchor
	Tag    beacons.Tag
	At     time.Time
}

// Ask is a song that a phone's owner asked for. The same ID twice counts once.
type Ask struct {
	ID    string
	Phone beacons.Tag
	Song  string
	From  string // where it was said: "app", "mastodon", "bluesky" or "webhook"
	At    time.Time
}

// Redeem is a reward handed in at a desk: a Code, or what the carrier of Tag was
// given of Reward. The same ID twice counts once.
type Redeem struct {
	ID     string
	Desk   string
	Code   string
	Tag    beacons.Tag
	Reward string
	At     time.Time
}

// Stop says that something is stopped, or goes on when On is false. The same ID
// twice counts once.
type Stop struct {
	ID   string
	What string // all, rule:ID or channel:NAME
	On   bool
	By   string
}

// Health tells that an anchor came up or died, as its broker session says.
type Health struct {
	Anchor beacons.Anchor
	Alive  bool
}

// Filter is one subscription that the decoder wants, with the best QoS that it
// has a use for.
type Filter struct {
	Topic string
	QoS   byte
}

// reset empties m but keeps its memory. It is part of the price of every
// message, so it wipes only what the last one filled.
func (m *Message) reset() {
	m.Sightings, m.Refused = m.Sightings[:0], m.Refused[:0]
	switch m.Kind {
	case PlainKind:
	case NumberedKind:
		m.Source, m.Boot, m.Seq = "", "", 0
	case StampKind:
		m.Stamp = Stamp{}
	case AskKind:
		m.Ask = Ask{}
	case RedeemKind:
		m.Redeem = Redeem{}
	case StopKind:
		m.Stop = Stop{}
	case HealthKind:
		m.Health = Health{}
	}
	m.Kind = PlainKind
}
