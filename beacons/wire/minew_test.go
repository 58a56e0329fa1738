package wire

import (
	"strings"
	"testing"
)

func TestTopicsMatchFiltersAsMQTTSays(t *testing.T) {
	for _, c := range []struct {
		filter, topic string
		want          bool
	}{
		{"/gw/+/status", "/gw/ac233fc03641/status", true},
		{"/gw/+/status", "/gw//status", true},
		{"/gw/+/status", "gw/ac233fc03641/status", false},
		{"/gw/+/status", "/gw/ac233fc03641/status/x", false},
		{"/gw/+/status", "/gw/ac233fc03641", false},
		{"minew/#", "minew/a/b", true},
		{"minew/#", "minew", true},
		{"minew/#", "min", false},
		{"#", "a/b", true},
		{"+", "a", true},
		{"+", "a/b", false},
		{"a/b", "a/b", true},
	} {
		if got := matches(c.filter, c.topic); got != c.want {
			t.Errorf("matches(%q, %q): got %t, want %t", c.filter, c.topic, got, c.want)
		}
	}
}

func TestAnArrayOfMoreThingsThanAHallHoldsIsRefused(t *testing.T) {
	d, m := pierDecoder(), Message{}
	for things, want := range map[int]Reason{sightingsLimit: understood, sightingsLimit + 1: TooMany} {
		body := `[{"type":"Gateway","mac":"AC233FC03641"}` + strings.Repeat(`,{"mac":"c30000000001","rssi":-65}`, things) + "]"
		if got := reasonOf(t, d.Decode(noon(), "/gw/ac233fc03641/status", []byte(body), false, &m)); got != want {
			t.Errorf("%d things: got %q, want %q", things, got, want)
		}
	}
}
