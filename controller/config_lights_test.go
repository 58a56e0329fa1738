package main

import (
	"os"
	"strings"
	"testing"
)

// litVenue is a venue file with these lights in it.
func litVenue(t *testing.T, lights string) (config, []string) {
	t.Helper()
	file := smallVenue(t, "lights:\n"+lights)
	source, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	c, problems := decodeConfig(file, source)
	var said []string
	for _, p := range problems {
		said = append(said, p.Message)
	}
	return c, said
}

func TestLightsOfEveryKindAreUnderstood(t *testing.T) {
	c, said := litVenue(t, `
  - {id: hall, zone: stage, kind: hue, bridge: http://192.0.2.7, group: "1", key: file:hue.key}
  - {id: strip, zone: bar, kind: wled, address: http://192.0.2.8, segments: 2}
  - {id: corner, zone: corner, kind: mqtt, base: zigbee2mqtt, lamps: [corner-1, "far corner/2"]}
`)
	if len(said) != 0 {
		t.Fatalf("lights of every kind: got %q, want no complaint", said)
	}
	if of := c.lightsOf("wled"); len(of) != 1 || of[0].Address != "http://192.0.2.8" || of[0].Segments != 2 {
		t.Errorf("the WLED: got %+v", of)
	}
}

func TestLightsThatCannotBeMeantAreTold(t *testing.T) {
	for _, c := range []struct{ line, says string }{
		{`{id: a, zone: bar, kind: wled}`, "A light of kind `wled` needs `address`."},
		{`{id: a, zone: bar, kind: hue, bridge: http://192.0.2.7, key: file:k}`, "A light of kind `hue` needs `group`."},
		{`{id: a, zone: bar, kind: wled, address: http://192.0.2.8, group: "1"}`, "A light of kind `wled` has no `group`."},
		{`{id: a, zone: bar, kind: wled, address: 192.0.2.8}`, "A WLED is written as http://192.0.2.8."},
		{`{id: a, zone: bar, kind: wled, address: http://192.0.2.8/json}`, "A WLED is written as http://192.0.2.8."},
		{`{id: a, zone: bar, kind: mqtt, base: zigbee2mqtt}`, "A light of kind `mqtt` needs `lamps`."},
		{`{id: a, zone: bar, kind: mqtt, lamps: [bar-1]}`, "A light of kind `mqtt` needs `base`."},
		{`{id: a, zone: bar, kind: mqtt, base: zigbee2mqtt/, lamps: [bar-1]}`, "without a slash at its end"},
		{`{id: a, zone: bar, kind: mqtt, base: "zigbee2mqtt/#", lamps: [bar-1]}`, "it must have no + and no #"},
		{`{id: a, zone: bar, kind: mqtt, base: zigbee2mqtt, lamps: [bar+1]}`, "it must have no + and no #"},
		{`{id: a, zone: bar, kind: mqtt, base: zigbee2mqtt, lamps: [bar-1]}` + "\n  - " + `{id: b, zone: stage, kind: mqtt, base: zigbee2mqtt, lamps: [bar-1]}`, "The lamp `bar-1` is one of `a` already."},
		{`{id: a, zone: bar, kind: mqtt, base: zigbee2mqtt, lamps: [bar-1, bar-1]}`, "The lamp `bar-1` is here twice."},
		{`{id: a, zone: bar, kind: hue, bridge: https://192.0.2.7/, group: "1", key: file:k}`, "A bridge is written as http://192.0.2.7 or https://192.0.2.7."},
		{`{id: a, zone: bar, kind: hue, bridge: http://192.0.2.7, group: "1", key: file:k}` + "\n  - " + `{id: b, zone: stage, kind: hue, bridge: http://192.0.2.7, group: "2", key: file:other}`, "One bridge has one key, and `a` gives it file:k: write the same here."},
		{`{id: a, zone: bar, kind: wled, address: http://192.0.2.8, mode: scene}`, "A light of kind `wled` has no `mode`."},
		{`{id: a, zone: bar, kind: hue, bridge: http://192.0.2.7, group: "1", key: file:k, mode: scene}`, "`mode: scene` is spoken by https only"},
		{`{id: a, zone: bar, kind: hue, bridge: http://192.0.2.7, group: "1", key: file:k, mode: disco}`, "`mode` cannot be `disco`"},
		{`{id: a, zone: bar, kind: hue, bridge: https://192.0.2.7, group: "1", key: file:k, mode: scene, area: Bar}`, "Only a light with `mode: stream` has an `area`."},
		{`{id: a, zone: bar, kind: hue, bridge: https://192.0.2.7, group: "1", key: file:k, mode: stream}` + "\n  - " + `{id: b, zone: stage, kind: hue, bridge: https://192.0.2.7, group: "2", key: file:k, mode: stream}`, "A bridge takes one stream, and this one has that of `a`."},
		{`{id: a, zone: bar, kind: hue, bridge: https://192.0.2.7, group: "1", key: file:k, mode: stream}` + "\n  - " + `{id: b, zone: bar, kind: hue, bridge: https://192.0.2.7, group: "2", key: file:k}`, "The bridge lights this zone by `a` already."},
		{`{id: a, zone: attic, kind: wled, address: http://192.0.2.8}`, "There is no zone `attic`."},
		{`{id: a, zone: bar, kind: wled, address: http://192.0.2.8}` + "\n  - " + `{id: a, zone: bar, kind: wled, address: http://192.0.2.9}`, "There is a light `a` already."},
		{`{id: a, zone: bar, kind: wled, address: http://192.0.2.8}` + "\n  - " + `{id: b, zone: stage, kind: wled, address: http://192.0.2.8/}`, "one WLED lights one zone"},
	} {
		if _, said := litVenue(t, "  - "+c.line+"\n"); !strings.Contains(strings.Join(said, "\n"), c.says) {
			t.Errorf("%s: got %q, want %q", c.line, said, c.says)
		}
	}
}
