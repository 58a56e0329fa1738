package main

import (
	"fmt"
	"slices"

	"foyer/beacons"
)

// sponsorConfig is one sponsor and its booth. A zone of the kind sponsor that
// none names is a booth too, of every game, called like the zone.
type sponsorConfig struct {
	ID       string   `yaml:"id,required"`
	Zone     string   `yaml:"zone,required"`
	Name     string   `yaml:"name"`
	Question string   `yaml:"question"`
	Games    []string `yaml:"games"`
}

func (c config) checkSponsors(v *validation, zones []string) {
	var ids, taken []string
	for i, s := range c.Sponsors {
		at := func(key string) string { return fmt.Sprintf("sponsors[%d].%s", i, key) }
		v.among(at("zone"), "zone", s.Zone, zones)
		if slices.Contains(ids, s.ID) {
			v.say(at("id"), fmt.Sprintf("There is a sponsor `%s` already.", s.ID))
		}
		if slices.Contains(taken, s.Zone) {
			v.say(at("zone"), fmt.Sprintf("The zone `%s` is another sponsor's booth already; a stamp there would be of both.", s.Zone))
		}
		// A sponsor may not be called like the zone of another, whose booth has
		// that name as long as nobody gives it one.
		if s.ID != s.Zone && slices.Contains(zones, s.ID) {
			v.say(at("id"), fmt.Sprintf("`%s` is a zone's name, and this sponsor's booth is in the zone `%s`: give the sponsor a name of its own.", s.ID, s.Zone))
		}
		if !c.anchored(s.Zone) && slices.Contains(zones, s.Zone) {
			v.say(at("zone"), fmt.Sprintf("No anchor hangs in the zone `%s`, so nobody can be stamped there.", s.Zone))
		}
		ids, taken = append(ids, s.ID), append(taken, s.Zone)
	}
}

func (c config) anchored(zone string) bool {
	return slices.ContainsFunc(c.Anchors, func(a anchor) bool { return a.Zone == zone })
}

// booths are the sponsors' places in the plan.
func (c config) booths() (all []beacons.Booth) {
	for _, s := range c.Sponsors {
		all = append(all, beacons.Booth{Sponsor: s.ID, Zone: beacons.Zone(s.Zone), Name: s.Name, Question: s.Question, Games: s.Games})
	}
	return all
}
