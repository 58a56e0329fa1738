package wire

import "strings"

// Reason says why a message or one element of it was refused. The set is
// closed, so reasons can name counters.
type Reason string

// The reasons for a refusal.
const (
	NotJSON       Reason = "not json"
	TooLarge      Reason = "too large"
	TooMany       Reason = "too many sightings"
	WrongType     Reason = "wrong type"
	Retained      Reason = "retained"
	ForeignVenue  Reason = "foreign venue"
	UnknownTopic  Reason = "unknown topic"
	UnknownAnchor Reason = "unknown anchor"
	UnknownBeacon Reason = "unknown beacon"
	NoTag         Reason = "no tag"
	TagTooLong    Reason = "tag too long"
	NoBeacon      Reason = "no beacon"
	NoRSSI        Reason = "no rssi"
	BadRSSI       Reason = "rssi out of range"
	BadDistance   Reason = "distance out of range"
	BadBoot       Reason = "bad boot"
	BadSeq        Reason = "bad seq"
	NoID          Reason = "no id"
	IDTooLong     Reason = "id too long"
	NoCode        Reason = "no code"
	CodeTooLong   Reason = "code too long"
	NoSong        Reason = "no song"
	SongTooLong   Reason = "song too long"
	UnknownSource Reason = "unknown source"
	NoStop        Reason = "nothing to stop"
	AnotherNode   Reason = "another node"
	BadHealth     Reason = "neither online nor offline"
	Absent        Reason = "absent"
	Undecoded     Reason = "undecoded"
	Rotating      Reason = "rotating address"
	Stale         Reason = "stale"
	NoKey         Reason = "no key"
	BadSeal       Reason = "cannot be decrypted"
	InClear       Reason = "not encrypted"
)

const understood Reason = "" // not refused

// What is longer or larger than these is no message of ours.
const (
	bodyLimit       = 64 << 10 // bytes
	sightingsLimit  = 1024     // in one message
	tagLimit        = 64       // bytes
	bootLimit       = 32       // bytes
	identifierLimit = 128      // bytes
	songLimit       = 256      // bytes
	codeLimit       = 256      // bytes
	lastSeq         = 1<<53 - 1
	longestAnchor   = 64 // bytes, in a Refusal
)

// Refusal says why a message or one element of it was not taken. Anchor is
// what the topic names as the sender, shortened to 64 bytes; it need not be on
// the plan, so whoever keeps a counter for each must bound them.
type Refusal struct {
	Reason Reason
	Anchor string
}

// Error makes a Refusal an error.
func (r Refusal) Error() string {
	if r.Anchor == "" {
		return "wire: " + string(r.Reason)
	}
	return "wire: " + r.Anchor + ": " + string(r.Reason)
}

// refuse makes a refusal about the sender that the topic names. The name is
// copied, so that a counter keeps no message alive.
func refuse(why Reason, sender string) Refusal {
	if len(sender) > longestAnchor {
		sender = sender[:longestAnchor]
	}
	return Refusal{Reason: why, Anchor: strings.Clone(sender)}
}
