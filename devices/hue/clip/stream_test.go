package clip

import (
	"bytes"
	"context"
	"encoding/binary"
	"net"
	"slices"
	"strconv"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"pgregory.net/rapid"

	"foyer/beacons"
	"foyer/devices"
	"foyer/devices/devicetest"
	"foyer/devices/hue"
	"foyer/devices/light"
	"foyer/firmware-sim/bridge"
	"foyer/rules"
)

// onAir is a driver that streams to a pretend bridge.
func onAir(t testing.TB, sim *bridge.Bridge, lamps Lamps) (b *Bridge, stop func()) {
	t.Helper()
	b = driver(t, Config{URL: sim.URL(), Paired: paired(t, sim), Zones: onStage(), Streams: sim.StreamAddr(), Lamps: lamps, Probe: 200 * time.Millisecond}, devices.Machine{})
	return b, behind(t, b.Run, b.Listen, b.Stream)
}

// bathed tells whether all lamps of the dance floor are near a colour.
func bathed(sim *bridge.Bridge, c rules.Colour) bool {
	want, _ := light.Parse(c)
	return !slices.ContainsFunc(sim.Lamps(), func(l bridge.Lamp) bool {
		return l.Group == "2" && (!l.On || light.Distance(light.XY{X: l.X, Y: l.Y}.Lab(), want.XY().Lab()) > 0.15) // two lamps cannot show every blue
	})
}

func TestStreamBringsEveryLookToEveryLamp(t *testing.T) {
	t.Parallel()
	sim := serve(t, bridge.Config{})
	b, stop := onAir(t, sim, nil)
	for _, l := range []rules.Light{inBlue(dance), inRed(dance)} {
		if err := b.Do(t.Context(), l); err != nil {
			t.Fatalf("light %v: %v", l.Colours, err)
		}
		devicetest.Until(t, "all ten lamps wear "+string(l.Colours[0]), func() bool { return bathed(sim, l.Colours[0]) })
	}
	if c := sim.Counters(); c.Groups != 0 {
		t.Errorf("commands by radio to groups: got %d, want none", c.Groups)
	}
	lamps := b.Lamps()
	if len(lamps) != 10 || !lamps[0].Confirmed || lamps[0].Zone != dance || lamps[0].ID != "7" || lamps[0].Name != "Dance floor 1" {
		t.Errorf("lamps for the page: got %d, first %+v, want ten that are confirmed", len(lamps), lamps[0])
	}
	if h := b.Health(); !h.Up || h.Problem != "" {
		t.Errorf("health while streaming: got %+v, want well", h)
	}
	still := sim.Stream().Frames
	devicetest.Until(t, "frames go on when nothing changes", func() bool { return sim.Stream().Frames > still+50 })
	if n := sim.Stream().Bad; n != 0 {
		t.Errorf("bad frames: got %d", n)
	}
	b.Beat(dance)
	stop()
	told := sim.Told()
	if last := told[len(told)-1]; !strings.Contains(last.Body, "stop") {
		t.Errorf("last word to the bridge: got %s, want stop", last.Body)
	}
}

// TestStreamTakesNoLampsBeforeALightIsWorn asks for the colours of two people,
// which are worn nowhere.
func TestStreamTakesNoLampsBeforeALightIsWorn(t *testing.T) {
	t.Parallel()
	sim := serve(t, bridge.Config{})
	b, _ := onAir(t, sim, nil)
	if err := b.Do(t.Context(), colours(dance, "#ff2020", "#ff2020")); err != nil {
		t.Fatalf("light of two people: got %v, want nil", err)
	}
	if told := sim.Told(); len(told) != 0 {
		t.Errorf("told before a light was worn: got %+v, want nothing", told)
	}
	if err := b.Do(t.Context(), inRed(dance)); err != nil {
		t.Fatal(err)
	}
	devicetest.Until(t, "the first light is worn", func() bool { return bathed(sim, "#ff2020") })
}

// staged is a stage that knows the pretend bridge, and does not stream.
func staged(t *testing.T, c Config, sim *bridge.Bridge) *Bridge {
	t.Helper()
	c.URL, c.Paired, c.Zones = sim.URL(), paired(t, sim), onStage()
	b := driver(t, c, devices.Machine{})
	if err := b.load(t.Context()); err != nil {
		t.Fatal(err)
	}
	return b
}

// TestFirstFrameIsWhatTheLampsShow looks at the show also after the area was
// changed.
func TestFirstFrameIsWhatTheLampsShow(t *testing.T) {
	b := staged(t, Config{}, serve(t, bridge.Config{}))
	st := b.stage
	for i, lit := range []light.Shine{{XY: light.White(), Level: 0.8}, {XY: light.XY{X: 0.6, Y: 0.33}, Level: 0.5}} {
		for id, r := range b.stock.by {
			if r.Type == "light" {
				r.On.On, r.Dimming.Brightness, r.Color.XY = true, 100*lit.Level, point(lit.XY)
				b.stock.by[id] = r
			}
		}
		st.channels = st.channels[:len(st.channels)-i] // the second time they are others
		st.equip(b.stock, time.Now())
		now := time.Now()
		if worn, err := st.wear(now, inBlue(dance)); !worn || err != nil {
			t.Fatalf("wear: got %v, %v, want it worn", worn, err)
		}
		if _, err := st.frame(now, nil); err != nil {
			t.Fatal(err)
		}
		for _, is := range st.shown {
			if d := light.Distance(is.XY.Lab(), lit.XY.Lab()); d > 0.03 || is.Level < lit.Level-0.1 || is.Level > lit.Level+0.1 {
				t.Errorf("a lamp in the first frame: got %+v, want what it showed before, %+v", is, lit)
			}
		}
	}
}

func TestBeatsPulseUnlessTheZoneIsHeld(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		held := false
		c := Config{URL: "https://192.0.2.7", Paired: hue.Paired{Key: "k", Pin: "p"}, Zones: onStage(), Held: func(rules.Light) bool { return held }}
		b := driver(t, c, devices.Machine{})
		st := b.stage
		st.channels, st.lit = []channel{{gamut: light.GamutOf("")}}, []light.Shine{{XY: light.White(), Level: 1}}
		if worn, err := st.wear(time.Now(), rules.Light{Zone: dance, Scene: "evening", Max: 1, Fade: -1}); !worn || err != nil {
			t.Fatalf("wear: got %v, %v, want it worn", worn, err)
		}
		beat := func(zone beacons.Zone) (low float64) {
			low = 1
			for i := range 250 {
				if i%25 == 0 {
					b.Beat(zone)
				}
				if _, err := st.frame(time.Now(), nil); err != nil {
					t.Fatal(err)
				}
				low = min(low, st.shown[0].Level)
				time.Sleep(rate)
			}
			return low
		}
		beat(lounge)
		if low := beat(dance); low > 0.85 {
			t.Errorf("beats: got the lamp at %.2f at its lowest, want a pulse of a fifth", low)
		}
		beat(lounge)
		if low := beat(lounge); low < 0.999 {
			t.Errorf("beats of another zone: got the lamp at %.2f, want 1", low)
		}
		held = true
		if low := beat(dance); low < 0.999 {
			t.Errorf("beats while the zone is held: got the lamp at %.2f, want 1", low)
		}
	})
}

func TestStreamComesBackAfterEveryLoss(t *testing.T) {
	t.Parallel()
	sim := serve(t, bridge.Config{})
	b, _ := onAir(t, sim, nil)
	if err := b.Do(t.Context(), inRed(dance)); err != nil {
		t.Fatal(err)
	}
	devicetest.Until(t, "frames come in", func() bool { return sim.Stream().Frames > 0 }) // we are done with the handshake before the bridge is
	sim.Restart()
	devicetest.Until(t, "a second handshake", func() bool { return sim.Stream().Lines >= 2 })
	devicetest.Until(t, "the look is there again", func() bool { return bathed(sim, "#ff2020") && b.Health().Problem == "" })
}

func TestStreamIsNotTakenFromAnotherApp(t *testing.T) {
	t.Parallel()
	sim := serve(t, bridge.Config{})
	sim.Claim(true)
	old, err := hue.New(hue.Config{
		URL: sim.URL(), Key: sim.Key(), Pin: paired(t, sim).Pin, Zones: []hue.Zone{{Zone: dance, Group: "2"}}, Lent: []beacons.Zone{dance},
	}, devices.Machine{}, quiet())
	if err != nil {
		t.Fatal(err)
	}
	behind(t, old.Run)
	b, _ := onAir(t, sim, old)
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	if err := b.Do(ctx, inRed(dance)); err != nil {
		t.Fatalf("light while another app streams: %v", err)
	}
	devicetest.Until(t, "the lamps were told one by one", func() bool {
		return slices.ContainsFunc(sim.Told(), func(c bridge.Command) bool { return strings.HasPrefix(c.Path, "/lights/7/") })
	})
	want := "Zone dance-floor is lit lamp by lamp, not streamed to: another app is streaming to this area."
	if h := b.Health(); !h.Up || h.Problem != want {
		t.Errorf("health: got %+v, want up and %q", h, want)
	}
	sim.Claim(false)
	devicetest.Until(t, "it is streamed to when the other has gone", func() bool { return sim.Stream().Lines > 0 && bathed(sim, "#ff2020") && b.Health().Problem == "" })
	told := len(sim.Told())
	devicetest.Until(t, "a hundred frames more", func() bool { return sim.Stream().Frames > 100 })
	for _, c := range sim.Told()[told:] {
		if strings.HasPrefix(c.Path, "/lights/") {
			t.Errorf("told while streaming: got %s, want nothing to single lamps", c.Path)
		}
	}
	sim.Claim(true) // in the middle
	devicetest.Until(t, "the loss is told", func() bool { return b.Health().Problem == want })
}

func TestWrongClientKeySaysWhatToDo(t *testing.T) {
	t.Parallel()
	sim := serve(t, bridge.Config{})
	for _, c := range []struct{ key, says string }{
		{"", "the key file has no client key: pair again with foyer pair --anew"},
		{strings.Repeat("AB", 16), "did not answer to our client key"},
	} {
		p := paired(t, sim)
		p.ClientKey = c.key
		b := driver(t, Config{URL: sim.URL(), Paired: p, Zones: onStage(), Streams: sim.StreamAddr()}, devices.Machine{})
		stop := behind(t, b.Stream)
		if err := b.Do(t.Context(), inRed(dance)); err == nil || devices.IsPermanent(err) {
			t.Errorf("light with the client key %q: got %v, want to be asked again", c.key, err)
		}
		devicetest.Until(t, "health says "+c.says, func() bool { return strings.Contains(b.Health().Problem, c.says) })
		stop()
	}
}

func TestAreaIsFoundByNameIDAndGroup(t *testing.T) {
	sim := serve(t, bridge.Config{Areas: []bridge.Area{{Name: "Corner", Lamps: []string{"1", "7"}}, {Name: "Floor", Group: "2"}}})
	clip := driver(t, Config{URL: sim.URL(), Paired: paired(t, sim), Zones: inScene()}, devices.Machine{})
	if err := clip.load(t.Context()); err != nil {
		t.Fatal(err)
	}
	floor, err := clip.stock.areaOf(Zone{Area: "floor"})
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		zone Zone
		says string
	}{
		{Zone{Group: "9", Area: "Floor"}, ""},
		{Zone{Group: "9", Area: floor.ID}, ""},
		{Zone{Group: "201"}, ""},
		{Zone{Group: "2"}, ""},
		{Zone{Group: "dance FLOOR"}, ""},
		{Zone{Group: "2", Area: "Bar"}, `no entertainment area "Bar"; it has "Corner", "Floor"`},
		{Zone{Group: "1"}, "make one in the Hue app"},
		{Zone{Group: "9"}, "no group 9"},
	} {
		got, err := clip.stock.areaOf(c.zone)
		if c.says == "" && (err != nil || got.ID != floor.ID) || c.says != "" && (err == nil || !strings.Contains(err.Error(), c.says)) {
			t.Errorf("area of %+v: got %q, %v, want Floor or %q", c.zone, got.name(), err, c.says)
		}
	}
}

// TestOpensslUnderstandsTheStream streams to a server we did not write.
func TestOpensslUnderstandsTheStream(t *testing.T) {
	t.Parallel()
	sim := serve(t, bridge.Config{})
	free, err := net.ListenPacket("udp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	at := free.LocalAddr().String()
	_ = free.Close()
	_, port, _ := strings.Cut(at, ":")
	if _, err := strconv.Atoi(port); err != nil {
		t.Fatal(err)
	}
	p := devicetest.Start(t, nil, "openssl", "s_server", "-dtls1_2", "-psk", sim.ClientKey(), "-nocert", "-cipher", "PSK-AES128-GCM-SHA256", "-accept", at)
	for p.Line() != "ACCEPT" {
		continue
	}
	b := driver(t, Config{URL: sim.URL(), Paired: paired(t, sim), Zones: onStage(), Streams: at, Probe: time.Minute}, devices.Machine{})
	behind(t, b.Stream)
	if err := b.Do(t.Context(), inRed(dance)); err != nil {
		t.Fatal(err)
	}
	var said strings.Builder
	for !strings.Contains(said.String(), "HueStream") { // its words end, and frames begin; the eleventh has a newline as its number
		said.WriteString(p.Line() + "\n")
	}
	frames := strings.Split(said.String(), "HueStream")
	if !strings.Contains(frames[0], "PSK-AES128-GCM-SHA256") {
		t.Errorf("openssl on the handshake: got %q, want the cipher of the bridge", frames[0])
	}
	first := frames[1]
	if area := b.stage.area.ID; len(first) != frameSize-9-10*7 || first[:7] != "\x02\x00\x00\x00\x00\x01\x00" || first[7:7+idSize] != area {
		t.Errorf("first frame at openssl: got %q, want version 2 by xy to %s with ten channels", first, area)
	}
}

func TestFrameHasEveryChannelWithinItsGamut(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(1, mostChannels).Draw(t, "channels")
		var channels []channel
		var looks []light.Shine
		for i := range n {
			channels = append(channels, channel{id: byte(i), gamut: light.GamutOf(rapid.SampledFrom([]string{"A", "B", "C"}).Draw(t, "gamut"))})
			looks = append(looks, light.Shine{XY: light.XY{X: rapid.Float64().Draw(t, "x"), Y: rapid.Float64().Draw(t, "y")}, Level: rapid.Float64().Draw(t, "level")})
		}
		raw := appendFrame(nil, 7, strings.Repeat("a", idSize), channels, looks)
		if len(raw) != 16+idSize+7*n || !bytes.HasPrefix(raw, []byte("HueStream\x02\x00\x07\x00\x00\x01\x00")) {
			t.Fatalf("frame of %d channels: got %d bytes, %q", n, len(raw), raw[:16])
		}
		for i, c := range channels {
			one := raw[16+idSize+7*i:]
			xy := light.XY{X: float64(binary.BigEndian.Uint16(one[1:])) / 65535, Y: float64(binary.BigEndian.Uint16(one[3:])) / 65535}
			near := c.gamut.Clamp(xy)
			if one[0] != c.id || !near.Near(xy) {
				t.Fatalf("channel %d: got id %d at %v, want its id within its gamut", i, one[0], xy)
			}
		}
	})
}
