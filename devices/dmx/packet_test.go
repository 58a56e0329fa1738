package dmx

import (
	"bytes"
	"encoding/hex"
	"strings"
	"testing"

	"foyer/devices/light"
)

// ramp is a universe in which every slot says where it is.
func ramp() (s Slots) {
	for i := range s {
		s[i] = byte(i * 7)
	}
	return s
}

func TestSACNPacketIsAsTheStandardSays(t *testing.T) {
	slots := ramp()
	cid := identity("Foyer pier-west")
	// E1.31-2018, section 4 and table 4-1, line by line.
	want := unhex(t, `
		0010 0000 4153432d45312e3137000000  preamble, postamble, "ASC-E1.17"
		726e 00000004                       root layer of 622 bytes
		`+hex.EncodeToString(cid[:])+`
		7258 00000002                       framing layer of 600 bytes
		466f79657220706965722d77657374`+strings.Repeat("00", 64-15)+`
		50 0000 07 00 1234                  priority 80, no sync, sequence 7, universe
		720b 02 a1 0000 0001 0201 00        DMP layer of 523 bytes
		`+hex.EncodeToString(slots[:]))
	p := newSACN(Config{Protocol: SACN, Universe: 0x1234, Priority: 80, Source: "Foyer pier-west"})
	if got := p.packet(7, &slots, false); !bytes.Equal(got, want) {
		t.Errorf("data packet:\n got %x\nwant %x", got, want)
	}
	want[112] = 0x40
	if got := p.packet(7, &slots, true); !bytes.Equal(got, want) {
		t.Errorf("last packet:\n got %x\nwant options 40", got[100:130])
	}
	if other := identity("Foyer pier-east"); cid == other || cid[6]>>4 != 8 || cid[8]>>6 != 2 {
		t.Errorf("identity: got %x and %x, want two UUIDs of version 8", cid, other)
	}
}

func TestArtNetPacketIsAsTheStandardSays(t *testing.T) {
	slots := ramp()
	want := unhex(t, `
		4172742d4e657400 0050 000e          "Art-Net", OpDmx, version 14
		07 00 34 12 0200                    sequence, port, sub-net and universe, net, 512 slots
		`+hex.EncodeToString(slots[:]))
	if got := (artnet{0x1234}).packet(7, &slots, false); !bytes.Equal(got, want) {
		t.Errorf("ArtDmx:\n got %x\nwant %x", got, want)
	}
}

// unhex reads the hex that begins each line.
func unhex(t *testing.T, text string) []byte {
	t.Helper()
	var all []byte
	for line := range strings.Lines(text) {
		line, _, _ = strings.Cut(strings.TrimSpace(line), "  ")
		b, err := hex.DecodeString(strings.ReplaceAll(line, " ", ""))
		if err != nil {
			t.Fatalf("%q: %v", line, err)
		}
		all = append(all, b...)
	}
	return all
}

func TestFixturesFillTheirSlots(t *testing.T) {
	white, red, blue := light.White(), light.XY{X: 0.64, Y: 0.33}, light.XY{X: 0.15, Y: 0.06}
	for _, test := range []struct {
		profile Profile
		look    light.Shine
		want    []byte
	}{
		{RGB, light.Shine{XY: white, Level: 1}, []byte{255, 255, 255}},
		{RGB, light.Shine{XY: red, Level: 1}, []byte{255, 0, 0}},
		{RGB, light.Shine{XY: blue, Level: 0.5}, []byte{0, 0, 128}},
		{RGB, light.Shine{XY: white}, []byte{0, 0, 0}},
		{RGBW, light.Shine{XY: white, Level: 1}, []byte{0, 0, 0, 255}},
		{RGBW, light.Shine{XY: red, Level: 1}, []byte{255, 0, 0, 0}},
		{DimmerRGB, light.Shine{XY: white, Level: 0.2}, []byte{51, 255, 255, 255}},
		{DimmerRGB, light.Shine{XY: blue, Level: 0.5}, []byte{128, 0, 0, 255}},
		{DimmerRGB, light.Shine{XY: blue}, []byte{0, 9, 9, 9}}, // dark keeps its colour
	} {
		slots := Slots{8: 7, 9: 9, 10: 9, 11: 9, 12: 9, 13: 7}
		size := test.profile.Size()
		Fixture{test.profile, 10}.put(test.look, &slots)
		for i := range test.want {
			if got := slots[9+i]; max(got, test.want[i])-min(got, test.want[i]) > 1 {
				t.Errorf("%s %+v: got %d, want %d", test.profile, test.look, slots[9:9+size], test.want)
				break
			}
		}
		if slots[8] != 7 || size == 4 && slots[13] != 7 {
			t.Errorf("%s %+v: wrote beside its slots: %d", test.profile, test.look, slots[:14])
		}
	}
}

func TestWhatCannotBeSentIsRefusedAtTheStart(t *testing.T) {
	one := []Zone{{"stage", []Fixture{{RGB, 1}}}}
	for want, c := range map[string]Config{
		"sACN has the universes 1 to 63999":                 {Protocol: SACN, Zones: one},
		"Art-Net has the universes 0 to 32767":              {Protocol: ArtNet, Universe: 32768, To: "192.0.2.9", Zones: one},
		"Art-Net is sent to one device: say which":          {Protocol: ArtNet, Zones: one},
		"it is sacn or artnet":                              {Protocol: "dmx", Universe: 1, Zones: one},
		"a priority is 1 to 200":                            {Protocol: SACN, Universe: 1, Priority: 201, Zones: one},
		"fixture at 3: slot 3 is another fixture's":         {Protocol: SACN, Universe: 1, Zones: append(one, Zone{"bar", []Fixture{{RGBW, 3}}})},
		"fixture at 511: its slots are not within 1 to 512": {Protocol: SACN, Universe: 1, Zones: []Zone{{"bar", []Fixture{{RGB, 511}}}}},
		"there is no profile \"moving-head\"":               {Protocol: SACN, Universe: 1, Zones: []Zone{{"bar", []Fixture{{"moving-head", 1}}}}},
	} {
		if _, err := New(c, nil, nil); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("New(%+v): got %v, want %q", c, err, want)
		}
	}
}

func FuzzFixture(f *testing.F) {
	f.Add(uint8(0), 1, 0.3, 0.3, 0.5)
	f.Add(uint8(1), 509, -1.0, 1e300, 2.0)
	f.Fuzz(func(t *testing.T, profile uint8, at int, x, y, level float64) {
		fixture := Fixture{[]Profile{RGB, RGBW, DimmerRGB, ""}[profile%4], at}
		if checkAll([]Fixture{fixture}) != nil {
			return
		}
		var slots Slots
		fixture.put(light.Shine{XY: light.XY{X: x, Y: y}, Level: level}, &slots)
		for i, v := range slots {
			if v != 0 && (i+1 < fixture.At || i+1 > fixture.Last()) {
				t.Errorf("%+v: got slot %d written", fixture, i+1)
			}
		}
	})
}
