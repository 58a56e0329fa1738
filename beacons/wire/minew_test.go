package wire

import "testing"

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
