package main

import (
	"fmt"
	"net/url"
	"slices"

	"foyer/rules/parse"
)

// lamps is one line of `lights`: the lamps of one zone behind one device.
// Which keys it has is up to its kind.
type lamps struct {
	ID   string `yaml:"id,required"`
	Zone string `yaml:"zone,required"`
	Kind string `yaml:"kind,required" words:"hue|mqtt|wled|sacn|artnet"`

	Bridge string `yaml:"bridge"`
	Group  string `yaml:"group"`
	Key    string `yaml:"key"`
	Mode   string `yaml:"mode" words:"lamps|scene|stream"`
	Area   string `yaml:"area"`

	Base  string      `yaml:"base"`
	Lamps parse.Texts `yaml:"lamps"`

	Address  string `yaml:"address"`
	Segments int    `yaml:"segments" min:"1" max:"32"`

	dmxLamps
}

// lampKind is what a line of a kind needs, and what it may have besides.
type lampKind struct {
	needs, may []string
	check      func(c config, v *validation, at string, l lamps)
}

func lampKinds() map[string]lampKind {
	return map[string]lampKind{
		"hue":  {needs: []string{"bridge", "group", "key"}, may: []string{"mode", "area"}, check: config.checkBridge},
		"mqtt": {needs: []string{"base", "lamps"}, check: config.checkMQTTLamps},
		"wled": {needs: []string{"address"}, may: []string{"segments"}, check: config.checkWLED},

		"sacn":   {needs: []string{"universe", "fixtures"}, may: []string{"to", "priority"}, check: config.checkDMX},
		"artnet": {needs: []string{"universe", "fixtures", "to"}, check: config.checkDMX},
	}
}

// given are the keys that a line has, those of all kinds aside.
func (l lamps) given() (keys []string) {
	for _, k := range []struct {
		key string
		is  bool
	}{
		{"bridge", l.Bridge != ""},
		{"group", l.Group != ""},
		{"key", l.Key != ""},
		{"mode", l.Mode != ""},
		{"area", l.Area != ""},
		{"base", l.Base != ""},
		{"lamps", len(l.Lamps.All()) > 0},
		{"address", l.Address != ""},
		{"segments", l.Segments != 0},
		{"universe", l.Universe != nil},
		{"fixtures", len(l.Fixtures) > 0},
		{"to", l.To != ""},
		{"priority", l.Priority != 0},
	} {
		if k.is {
			keys = append(keys, k.key)
		}
	}
	return keys
}

// checkLights finds what cannot be meant with the lamps.
func (c config) checkLights(v *validation, zones []string) {
	kinds := lampKinds()
	var ids []string
	for i, l := range c.Lights {
		at := fmt.Sprintf("lights[%d]", i)
		if slices.Contains(ids, l.ID) {
			v.say(at+".id", fmt.Sprintf("There is a light `%s` already.", l.ID))
		}
		ids = append(ids, l.ID)
		v.among(at+".zone", "zone", l.Zone, zones)
		kind, known := kinds[l.Kind]
		if known && l.checkKeys(v, at, kind) {
			kind.check(c, v, at, l)
		}
	}
}

// checkKeys tells whether the line has the keys of its kind.
func (l lamps) checkKeys(v *validation, at string, kind lampKind) bool {
	given, all := l.given(), true
	for _, key := range kind.needs {
		if !slices.Contains(given, key) {
			v.say(at+".kind", fmt.Sprintf("A light of kind `%s` needs `%s`.", l.Kind, key))
			all = false
		}
	}
	for _, key := range given {
		if !slices.Contains(kind.needs, key) && !slices.Contains(kind.may, key) {
			v.say(at+"."+key, fmt.Sprintf("A light of kind `%s` has no `%s`.", l.Kind, key))
		}
	}
	return all
}

func (c config) checkBridge(v *validation, at string, l lamps) {
	if u, err := url.Parse(l.Bridge); err != nil || u.Host == "" || (u.Scheme != "http" && u.Scheme != "https") || u.Scheme+"://"+u.Host != l.Bridge {
		v.say(at+".bridge", "A bridge is written as http://192.0.2.7 or https://192.0.2.7.")
	}
	for _, other := range c.lightsOf("hue") {
		if other.ID == l.ID {
			break // each pair is told once, at the later line
		}
		if other.Bridge == l.Bridge && other.Key != "" && other.Key != l.Key {
			v.say(at+".key", fmt.Sprintf("One bridge has one key, and `%s` gives it %s: write the same here.", other.ID, other.Key))
			break
		}
	}
	c.checkMode(v, at, l)
}

// lightsOf are the lines of one kind.
func (c config) lightsOf(kind string) (of []lamps) {
	for _, l := range c.Lights {
		if l.Kind == kind {
			of = append(of, l)
		}
	}
	return of
}
