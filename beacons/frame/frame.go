package frame

import "foyer/beacons"

// Kind is what a frame is.
type Kind uint8

// The kinds of frames. The zero Kind is a frame we do not read.
const (
	Foreign Kind = iota
	IBeacon
	AltBeacon
	UID          // Eddystone-UID
	URL          // Eddystone-URL
	TLM          // Eddystone-TLM
	EncryptedTLM // Eddystone-eTLM, which only the owner of the key can read
	Ephemeral    // Eddystone-EID
)

// Frame is what one advertisement says.
type Frame struct {
	Kind Kind
	// ID is who sends; zero for URL, TLM and EncryptedTLM.
	ID ID
	// Power is the strength at 1 m in dBm; 0 = not told.
	Power int8
	// Telemetry is set for TLM, and its Millivolts also for an iBeacon that
	// tells its battery where its power should be.
	Telemetry Telemetry
	// Link is where a URL frame points.
	Link string
}

// Telemetry is how a badge is, from Eddystone-TLM.
type Telemetry struct {
	Millivolts int     // 0 = not told
	Celsius    float32 // meaningless unless Warm
	Warm       bool    // the temperature was told
	Adverts    uint32  // sent since the badge was switched on
	Uptime     uint32  // tenths of a second
}

// Battery is the charge in percent, 1 to 100, as a lithium coin cell's voltage
// suggests it: full at 3.0 V, empty at 2.0 V. 0 = not told.
func (t Telemetry) Battery() int8 {
	if t.Millivolts == 0 {
		return 0
	}
	return int8(max(1, min(100, (t.Millivolts-2000)/10)))
}

// Types of AD structures, from Bluetooth's Assigned Numbers.
const (
	serviceData  = 0x16 // 16-bit UUID, then data
	manufacturer = 0xff
)

// Parse reads the advertising data of one packet and answers with the first
// frame that it knows, or with the zero Frame. Structures that run beyond the
// packet are not read. It allocates nothing but the text of a URL.
func Parse(advert []byte) Frame {
	for len(advert) > 1 {
		n := int(advert[0])
		if n == 0 || n >= len(advert) {
			break // the rest is filling, or cut off
		}
		if f := parseStructure(advert[1], advert[2:1+n]); f.Kind != Foreign {
			return f
		}
		advert = advert[1+n:]
	}
	return Frame{}
}

func parseStructure(kind byte, b []byte) Frame {
	switch kind {
	case manufacturer:
		return parseManufacturer(b)
	case serviceData:
		if len(b) > 2 && b[0] == 0xaa && b[1] == 0xfe {
			return parseEddystone(b[2:])
		}
	}
	return Frame{}
}

// Tag is the canonical spelling of who sends; "" = nobody we know.
func (f Frame) Tag() beacons.Tag { return f.ID.Tag() }
