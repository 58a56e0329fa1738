package frame

// parseManufacturer reads the beacons that hide in manufacturer data: Apple's
// and Radius Networks' open one, which any manufacturer may send.
func parseManufacturer(b []byte) Frame {
	const head, identity = 4, 20
	if len(b) < head+identity+1 {
		return Frame{}
	}
	f := Frame{}
	switch {
	case b[0] == 0x4c && b[1] == 0x00 && b[2] == 0x02 && b[3] == 0x15:
		f.Kind = IBeacon
	case b[2] == 0xbe && b[3] == 0xac:
		// A last byte, reserved for the manufacturer, is left out by some.
		f.Kind = AltBeacon
	default:
		return Frame{}
	}
	f.ID = idOf(f.Kind, b[head:head+identity])
	f.Power = int8(b[head+identity])
	if f.Power > 0 {
		// No badge is that strong at 1 m: some put tenths of a volt here.
		f.Telemetry.Millivolts, f.Power = 100*int(f.Power), 0
	}
	return f
}
