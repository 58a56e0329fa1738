package main

import (
	"fmt"
	"slices"
	"strings"

	"foyer/beacons/wire"
)

// checkPublish finds what rules must not be let speak under: what is no filter,
// what is ours, and what we listen to. Whoever speaks there moves people.
func (c config) checkPublish(v *validation) {
	inputs := c.wireProducers()
	inputs.ListenTo = nil // only looked at, by people
	listened := wire.NewDecoder(c.Venue, c.plan(), inputs).Filters()
	for i, filter := range c.Publish.All() {
		at := fmt.Sprintf("publish[%d]", i)
		ours := slices.IndexFunc(listened, func(f wire.Filter) bool { return overlap(filter, f.Topic) })
		switch {
		case !goodFilter(filter):
			v.say(at, fmt.Sprintf("`%s` is no topic and no filter of MQTT: words between slashes, + for any one word, # at the end for all that follow.", filter))
		case overlap(filter, "foyer/#"):
			v.say(at, fmt.Sprintf("`%s` lets rules speak below foyer/, where we and gateways do. Rules speak below foyer/<venue>/ without it; name what else is meant, such as zigbee2mqtt/#.", filter))
		case ours >= 0:
			v.say(at, fmt.Sprintf("`%s` lets rules speak under `%s`, where this venue hears where people are. Write a narrower one.", filter, listened[ours].Topic))
		}
	}
}

// goodFilter tells whether a broker would take it, and no broker's own topics
// are meant.
func goodFilter(filter string) bool {
	words := strings.Split(filter, "/")
	for i, w := range words {
		switch {
		case w == "", strings.ContainsAny(w, " \t\n\x00"), i == 0 && strings.HasPrefix(w, "$"):
			return false
		case strings.Contains(w, "#") && (w != "#" || i < len(words)-1), strings.Contains(w, "+") && w != "+":
			return false
		}
	}
	return true
}

// overlap tells whether some topic is under both filters.
func overlap(a, b string) bool {
	one, two := strings.Split(a, "/"), strings.Split(b, "/")
	for i := range max(len(one), len(two)) {
		// "a/#" is under "a" too.
		switch {
		case i < len(one) && one[i] == "#", i < len(two) && two[i] == "#":
			return true
		case i >= len(one) || i >= len(two):
			return false
		case one[i] != "+" && two[i] != "+" && one[i] != two[i]:
			return false
		}
	}
	return true
}
