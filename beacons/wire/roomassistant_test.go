package wire

import (
	"fmt"
	"strings"
	"testing"
)

const entityTopic = "room-assistant/entity/living-room/bluetooth-low-energy-presence-sensor/b00042"

func TestAMessageOfManyRoomsIsRefused(t *testing.T) {
	var rooms []string
	for i := range roomsLimit + 1 {
		rooms = append(rooms, fmt.Sprintf(`"room-%d":{"rssi":-60}`, i))
	}
	body := func(n int) []byte {
		return []byte(`{"hasAuthority":true,"entity":{"id":"b00042","measuredValues":{` + strings.Join(rooms[:n], ",") + `}}}`)
	}
	d, m := pierDecoder(), Message{}
	for n, want := range map[int]Reason{roomsLimit: understood, roomsLimit + 1: TooMany} {
		if got := reasonOf(t, d.Decode(noon(), entityTopic, body(n), false, &m)); got != want {
			t.Errorf("%d rooms: got %q, want %q", n, got, want)
		}
	}
}

func FuzzRoomAssistant(f *testing.F) {
	seed(f, "testdata/roomassistant.golden")
	d := pierDecoder()
	f.Fuzz(func(t *testing.T, body []byte) {
		var m Message
		why := reasonOf(t, d.Decode(noon(), entityTopic, body, false, &m))
		if _, want := bodyOf(body); want != understood && why != want {
			t.Fatalf("%q: got %q, want %q", body, why, want)
		}
		for _, s := range m.Sightings {
			if s.Tag == "" || s.Anchor == "" || s.At.After(noon()) || s.At.Before(noon().Add(-clockSlack)) {
				t.Fatalf("%q: got %+v, want a recent sighting of a tag at an anchor", body, s)
			}
			if s.RSSI < weakest || s.RSSI > strongest || s.Distance < 0 || s.Distance > farthest || s.RSSI == 0 && s.Distance == 0 && !strings.Contains(string(body), "rssi") {
				t.Fatalf("%q: got %+v, want what can be measured", body, s)
			}
		}
		if len(m.Sightings)+len(m.Refused) > roomsLimit {
			t.Fatalf("%q: got %d sightings and %d refusals", body, len(m.Sightings), len(m.Refused))
		}
	})
}
