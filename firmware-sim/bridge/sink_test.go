package bridge

import (
	"context"
	"encoding/binary"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"foyer/devices/devicetest"
)

// streamed starts a bridge that also takes streams.
func streamed(t *testing.T, c Config) (*Bridge, *hand, speaker) {
	t.Helper()
	c.TLS = true
	b, clock := start(t, c)
	ctx, cancel := context.WithCancel(t.Context())
	var wg sync.WaitGroup
	wg.Go(func() { _ = b.Listen(ctx) })
	t.Cleanup(func() { cancel(); wg.Wait() })
	return b, clock, speak(t, b)
}

// packet is a frame of version 2 with one colour for the first channels.
func packet(area string, channels int, x, y, bri uint16) []byte {
	raw := append([]byte("HueStream"), 2, 0, 7, 0, 0, 1, 0)
	raw = append(raw, area...)
	for i := range channels {
		raw = append(raw, byte(i))
		for _, v := range []uint16{x, y, bri} {
			raw = binary.BigEndian.AppendUint16(raw, v)
		}
	}
	return raw
}

// client starts openssl as one who streams.
func client(t *testing.T, b *Bridge, identity, key string) *devicetest.Peer {
	t.Helper()
	return devicetest.Start(t, nil, "openssl", "s_client", "-dtls1_2", "-psk", key, "-psk_identity", identity,
		"-cipher", "PSK-AES128-GCM-SHA256", "-connect", b.StreamAddr(), "-quiet")
}

func TestOpensslStreamsToAnArea(t *testing.T) {
	b, clock, s := streamed(t, Config{})
	area := s.find("entertainment_configuration", "/groups/200")
	id := area["id"].(string)
	at := "/clip/v2/resource/entertainment_configuration/" + id
	who := appID(b.Key())
	if status, body := s.ask("PUT", at, `{"action":"start"}`); status != 200 {
		t.Fatalf("start: got %d %s", status, body)
	}
	p := client(t, b, who, b.ClientKey())
	devicetest.Until(t, "openssl shakes hands", func() bool { return b.Stream().Lines == 1 })
	if _, err := p.In.Write(packet(id, 10, 0x3333, 0x1999, 0x8000)); err != nil {
		t.Fatal(err)
	}
	devicetest.Until(t, "the frame comes in", func() bool { return b.Stream().Frames == 1 })
	clock.turn(50 * time.Millisecond)
	if l := b.Lamps()[6]; l.Bri < 126 || l.Bri > 128 || l.X < 0.19 || l.X > 0.21 || l.Y < 0.09 || l.Y > 0.11 {
		t.Errorf("first lamp of the area: got %+v, want x 0.2, y 0.1, half bright", l)
	}
	if mode := s.find("light", "/lights/7")["mode"]; mode != "streaming" {
		t.Errorf("mode of its light: got %v, want streaming", mode)
	}
	if got := s.find("entertainment_configuration", "/groups/200"); got["status"] != "active" || got["active_streamer"].(object)["rid"] != who {
		t.Errorf("area while streaming: got %v by %v, want active by us", got["status"], got["active_streamer"])
	}
	_, _ = p.In.Write([]byte("HueStream, and nothing that follows from it"))
	devicetest.Until(t, "the bad packet is counted", func() bool { return b.Stream().Bad == 1 })
	for range 4 { // two of them within one frame of the radio
		sent := b.Stream().Frames
		_, _ = p.In.Write(packet(id, 10, 0x3333, 0x1999, 0x8000))
		devicetest.Until(t, "the next frame comes in", func() bool { return b.Stream().Frames == sent+1 })
		clock.turn(20 * time.Millisecond)
	}
	if got := b.Stream(); got.Shown != 3 {
		t.Errorf("frames by radio of 5, four of them 20 ms apart: got %d, want 3", got.Shown)
	}
	clock.turn(11 * time.Second)
	devicetest.Until(t, "10 s of silence end it", func() bool { return s.find("entertainment_configuration", "/groups/200")["status"] == "inactive" })
}

func TestStreamIsForOneAppWithItsOwnKey(t *testing.T) {
	b, _, s := streamed(t, Config{})
	at := "/clip/v2/resource/entertainment_configuration/" + s.find("entertainment_configuration", "/groups/200")["id"].(string)
	b.Claim(true)
	if status, body := s.ask("PUT", at, `{"action":"start"}`); status != http.StatusForbidden || !strings.Contains(body, "another stream") {
		t.Errorf("start while another app streams: got %d %s, want 403 and why", status, body)
	}
	b.Claim(false)
	if status, body := s.ask("PUT", at, `{"action":"start"}`); status != 200 {
		t.Errorf("start when it has gone: got %d %s", status, body)
	}
	wrong := strings.Repeat("AB", 16)
	client(t, b, appID(b.Key()), wrong)
	client(t, b, "nobody", b.ClientKey())
	client(t, b, appID(b.Key()), b.ClientKey())
	devicetest.Until(t, "the one with the right key is let in after the others", func() bool { return b.Stream().Lines == 1 })
	b.Restart()
	if got := s.find("entertainment_configuration", "/groups/200")["status"]; got != "inactive" {
		t.Errorf("area after the bridge was restarted: got %v, want inactive", got)
	}
}

func FuzzFrame(f *testing.F) {
	f.Add(packet(strings.Repeat("a", 36), 3, 1, 2, 3))
	f.Add(append([]byte("HueStream"), 1, 0, 7, 0, 0, 0, 0, 0, 0, 3, 0xff, 0xff, 0, 0, 0, 0))
	f.Add([]byte("HueStream"))
	f.Fuzz(func(t *testing.T, raw []byte) {
		got, err := parseFrame(raw)
		if err != nil {
			return
		}
		if len(got.points) > maxChannels || len(raw) < headSize {
			t.Errorf("frame of %d bytes: got %d channels", len(raw), len(got.points))
		}
		for _, s := range got.points {
			if l := s.look("C", got.xy); !(l.x >= 0 && l.x <= 1 && l.y >= 0 && l.y <= 1 && l.bri >= 0 && l.bri <= 254) {
				t.Errorf("look of channel %d: got %+v", s.id, l)
			}
		}
	})
}

func TestFrameOfVersionOneNamesLampsByNumber(t *testing.T) {
	got, err := parseFrame(append([]byte("HueStream"), 1, 0, 7, 0, 0, 0, 0, 0, 0, 3, 0xff, 0xff, 0, 0, 0, 0))
	if err != nil || len(got.points) != 1 || got.points[0].id != 3 || got.xy {
		t.Fatalf("frame of version 1: got %+v, %v, want lamp 3 in RGB", got, err)
	}
	if l := got.points[0].look("C", false); l.bri != 254 || l.x < 0.6 {
		t.Errorf("its look: got %+v, want full red", l)
	}
}
