package frame

import (
	"encoding/binary"
	"math"
	"strings"
)

// Frame types of Eddystone, the first byte of its service data.
const (
	uidFrame = 0x00
	urlFrame = 0x10
	tlmFrame = 0x20
	eidFrame = 0x30
)

// parseEddystone reads the service data of UUID 0xFEAA, after the UUID. Find
// Hub's frames come here too and are foreign.
func parseEddystone(b []byte) Frame {
	switch {
	case b[0] == uidFrame && len(b) >= 18: // old senders leave two reserved bytes out
		return Frame{Kind: UID, ID: idOf(UID, b[2:18]), Power: atOneMetre(b[1])}
	case b[0] == eidFrame && len(b) >= 10:
		return Frame{Kind: Ephemeral, ID: idOf(Ephemeral, b[2:10]), Power: atOneMetre(b[1])}
	case b[0] == urlFrame && len(b) >= 4:
		return parseURL(b)
	case b[0] == tlmFrame && len(b) >= 14:
		return parseTLM(b)
	}
	return Frame{}
}

// atOneMetre turns Eddystone's power at 0 m into power at 1 m. Whoever mixes
// the two is wrong by 41 dB, a hundredfold in distance.
func atOneMetre(b byte) int8 {
	const metre = 41
	return int8(max(math.MinInt8, int(int8(b))-metre))
}

func parseTLM(b []byte) Frame {
	switch b[1] {
	case 0x00:
	case 0x01:
		if len(b) < 18 {
			return Frame{}
		}
		return Frame{Kind: EncryptedTLM}
	default:
		return Frame{}
	}
	t := Telemetry{
		Millivolts: int(binary.BigEndian.Uint16(b[2:])),
		Adverts:    binary.BigEndian.Uint32(b[6:]),
		Uptime:     binary.BigEndian.Uint32(b[10:]),
	}
	if warmth := int16(binary.BigEndian.Uint16(b[4:])); warmth != math.MinInt16 {
		t.Celsius, t.Warm = float32(warmth)/256, true
	}
	return Frame{Kind: TLM, Telemetry: t}
}

// parseURL reads a compressed URL; one with a byte that means nothing is none.
func parseURL(b []byte) Frame {
	const longest = 17
	schemes := [...]string{"http://www.", "https://www.", "http://", "https://"}
	body := b[3:]
	if int(b[2]) >= len(schemes) || len(body) > longest {
		return Frame{}
	}
	var text strings.Builder
	text.WriteString(schemes[b[2]])
	for _, c := range body {
		switch {
		case c < codes:
			text.WriteString(ending(c))
		case c > ' ' && c < 0x7f:
			text.WriteByte(c)
		default:
			return Frame{}
		}
	}
	return Frame{Kind: URL, Link: text.String(), Power: atOneMetre(b[1])}
}

// codes is how many bytes of a compressed URL stand for an ending.
const codes = 14

func endings() [codes / 2]string {
	return [7]string{".com", ".org", ".edu", ".net", ".info", ".biz", ".gov"}
}

// ending is what a byte of a compressed URL stands for: the first seven with a
// slash, the next without.
func ending(c byte) string {
	all := endings()
	if int(c) < len(all) {
		return all[c] + "/"
	}
	return all[int(c)-len(all)]
}
