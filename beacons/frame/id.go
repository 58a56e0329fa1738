package frame

import (
	"encoding/binary"
	"encoding/hex"
	"strconv"
	"strings"

	"foyer/beacons"
)

// ID is who sends, as it is on the air: small, comparable and made without
// allocating, so that strangers can be sorted out before anything is spelled.
type ID struct {
	kind  Kind
	bytes [20]byte
}

// The prefixes of the spellings; an iBeacon has none.
const (
	altPrefix = "altbeacon:"
	uidPrefix = "eddystone:"
	eidPrefix = "eid:"
)

func idOf(k Kind, b []byte) ID {
	id := ID{kind: k}
	copy(id.bytes[:], b)
	return id
}

// Tag is the canonical spelling; "" for the zero ID.
func (id ID) Tag() beacons.Tag {
	switch id.kind {
	case IBeacon:
		return beacons.Tag(id.spellUUID(nil))
	case AltBeacon:
		return beacons.Tag(id.spellUUID([]byte(altPrefix)))
	case UID:
		b := hex.AppendEncode([]byte(uidPrefix), id.bytes[:10])
		return beacons.Tag(hex.AppendEncode(append(b, '-'), id.bytes[10:16]))
	case Ephemeral:
		return beacons.Tag(hex.AppendEncode([]byte(eidPrefix), id.bytes[:8]))
	default:
		return ""
	}
}

func (id ID) spellUUID(b []byte) []byte {
	for i, from := range [...]int{0, 4, 6, 8, 10} {
		to := [...]int{4, 6, 8, 10, 16}[i]
		b = append(hex.AppendEncode(b, id.bytes[from:to]), '-')
	}
	b = strconv.AppendUint(b, uint64(binary.BigEndian.Uint16(id.bytes[16:])), 10)
	return strconv.AppendUint(append(b, '-'), uint64(binary.BigEndian.Uint16(id.bytes[18:])), 10)
}

// EID is the ephemeral identifier; false when it is something else.
func (id ID) EID() (EID, bool) { return EID(id.bytes[:8]), id.kind == Ephemeral }

// ParseTag reads a spelling, in either case. It is the inverse of Tag.
func ParseTag(tag beacons.Tag) (ID, bool) {
	s := strings.ToLower(string(tag))
	if rest, is := strings.CutPrefix(s, altPrefix); is {
		return parseUUID(AltBeacon, rest)
	}
	if rest, is := strings.CutPrefix(s, uidPrefix); is {
		namespace, instance, _ := strings.Cut(rest, "-")
		return parseHex(UID, namespace+instance, len(namespace) == 20 && len(instance) == 12)
	}
	if rest, is := strings.CutPrefix(s, eidPrefix); is {
		return parseHex(Ephemeral, rest, len(rest) == 16)
	}
	return parseUUID(IBeacon, s)
}

func parseUUID(k Kind, s string) (ID, bool) {
	parts := strings.Split(s, "-")
	if len(parts) != 7 {
		return ID{}, false
	}
	shape := true
	for i, n := range [...]int{8, 4, 4, 4, 12} {
		shape = shape && len(parts[i]) == n
	}
	id, ok := parseHex(k, strings.Join(parts[:5], ""), shape)
	for i, part := range parts[5:] {
		n, err := strconv.ParseUint(part, 10, 16)
		// One spelling only: no sign, no leading zeros.
		ok = ok && err == nil && strconv.FormatUint(n, 10) == part
		binary.BigEndian.PutUint16(id.bytes[16+2*i:], uint16(n))
	}
	if !ok {
		return ID{}, false
	}
	return id, true
}

func parseHex(k Kind, s string, shape bool) (ID, bool) {
	b, err := hex.DecodeString(s)
	if err != nil || !shape {
		return ID{}, false
	}
	return idOf(k, b), true
}
