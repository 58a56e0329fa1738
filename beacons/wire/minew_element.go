package wire

import "time"

// minewElement is one element of a Minew array while it is read: the gateway
// itself, or one thing it heard.
type minewElement struct {
	advert
	kind, gateway word
	at            time.Time // zero = not told
}

func (b *bundle) element() (e minewElement, why Reason) {
	e.advert = newAdvert()
	r := b.p.read
	why = r.object(1, func(key []byte) { e.field(r, key) })
	return e, why
}

// field reads one field. Some senders put the numbers in quotes.
func (e *minewElement) field(r *reader, key []byte) {
	const depth = 2
	switch string(key) {
	case "type":
		_ = r.wordField(depth, &e.kind)
	case "gateway":
		_ = r.wordField(depth, &e.gateway)
	case "mac":
		e.note(r.wordField(depth, &e.mac))
	case "rssi":
		e.note(r.looseField(depth, &e.rssi))
	case "timestamp":
		e.time(r, depth)
	case "ibeaconUuid":
		_ = r.wordField(depth, &e.uuid)
	case "ibeaconMajor":
		_ = r.looseField(depth, &e.major)
	case "ibeaconMinor":
		_ = r.looseField(depth, &e.minor)
	case "ibeaconTxPower":
		_ = r.looseField(depth, &e.power)
	case "battery":
		_ = r.looseField(depth, &e.battery)
	default:
		r.skip(depth)
	}
}

// time reads a moment in ISO 8601; one that cannot be read is not told.
func (e *minewElement) time(r *reader, depth int) {
	if text, _ := r.stringField(depth); text != nil {
		e.at = iso(text)
	}
}

// iso is a moment as ISO 8601 writes it, in UTC; zero if text is none.
func iso(text []byte) (at time.Time) {
	if at.UnmarshalText(text) != nil {
		return time.Time{}
	}
	return at.UTC()
}
