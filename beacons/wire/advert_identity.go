package wire

import (
	"bytes"
	"math"
	"strconv"
)

// identity writes what the advertisement is from into tag. An iBeacon is the
// same under every address it takes; anything else is what it is called.
func (a *advert) identity(tag []byte) (_ []byte, beacon bool, why Reason) {
	for _, uuid := range [...][]byte{a.uuid.text(), a.id.text()} {
		if tag, ok := appendBeacon(tag, uuid, a.major, a.minor); ok {
			return tag, true, understood
		}
	}
	for _, name := range [...][]byte{a.id.text(), a.mac.text()} {
		if address, ok := addressOf(name); ok {
			if a.rotates || a.addressType == 1 && resolvable(address) {
				return nil, false, Rotating
			}
			return append(tag, address[:]...), false, understood
		}
		if tag, ok := appendNamed(tag, name); ok {
			return tag, true, understood
		}
		if len(name) > 0 {
			return append(tag, name...), false, understood
		}
	}
	return nil, false, NoTag
}

// resolvable tells whether a random address changes every few minutes: its two
// highest bits are 01 (Bluetooth Core, volume 6, part B, 1.3.2).
func resolvable(address [12]byte) bool { return address[0] >= '4' && address[0] <= '7' }

// appendBeacon writes an iBeacon's identity as ESPresense does, so that a badge
// is registered once for all producers. The uuid may have dashes.
func appendBeacon(tag, uuid []byte, major, minor float64) ([]byte, bool) {
	const prefix, digits = "iBeacon:", 32
	if !isPart(major) || !isPart(minor) {
		return nil, false
	}
	tag = append(tag, prefix...)
	n := 0
	for _, c := range uuid {
		digit, hexadecimal := lowerHex(c)
		switch {
		case c == '-':
			continue
		case !hexadecimal || n == digits:
			return nil, false
		case n == 8 || n == 12 || n == 16 || n == 20:
			tag = append(tag, '-')
		}
		tag = append(tag, digit)
		n++
	}
	tag = strconv.AppendUint(append(tag, '-'), uint64(major), 10)
	return strconv.AppendUint(append(tag, '-'), uint64(minor), 10), n == digits
}

// appendNamed is appendBeacon for a name that has all three parts, as
// <uuid>_<major>_<minor> (happy-bubbles) or <uuid>-<major>-<minor>.
func appendNamed(tag, name []byte) ([]byte, bool) {
	rest, minor := cutPart(name)
	uuid, major := cutPart(rest)
	return appendBeacon(tag, uuid, major, minor)
}

// cutPart cuts a decimal number off the end of a name; NaN if there is none.
func cutPart(name []byte) (rest []byte, part float64) {
	const most = 5 // digits
	i := bytes.LastIndexAny(name, "-_")
	if i < 0 || i == len(name)-1 || len(name)-1-i > most {
		return nil, math.NaN()
	}
	for _, c := range name[i+1:] {
		if c-'0' > 9 {
			return nil, math.NaN()
		}
		part = part*10 + float64(c-'0')
	}
	return name[:i], part
}

// isPart tells whether v can be a major or a minor.
func isPart(v float64) bool { return v >= 0 && v <= math.MaxUint16 && v == math.Trunc(v) }
