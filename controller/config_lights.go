package main

import (
	"fmt"
	"net/url"
)

type lamps struct {
	ID     string `yaml:"id,required"`
	Zone   string `yaml:"zone,required"`
	Kind   string `yaml:"kind,required" words:"hue"`
	Bridge string `yaml:"bridge,required"`
	Group  string `yaml:"group,required"`
	Key    string `yaml:"key,required"`
}

// checkLights finds what cannot be meant with the lamps.
func (c config) checkLights(v *validation, zones []string) {
	for i, l := range c.Lights {
		v.among(fmt.Sprintf("lights[%d].zone", i), "zone", l.Zone, zones)
		if u, err := url.Parse(l.Bridge); err != nil || u.Host == "" || (u.Scheme != "http" && u.Scheme != "https") {
			v.say(fmt.Sprintf("lights[%d].bridge", i), "A bridge is written as http://192.0.2.7 or https://192.0.2.7.")
		}
	}
}
