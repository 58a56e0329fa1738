package main

import "fmt"

type djConfig struct {
	ID   string `yaml:"id,required"`
	Name string `yaml:"name"`
	Zone string `yaml:"zone,required"`
	// Catalogue is a file of the songs there are: CSV, M3U or rekordbox XML.
	Catalogue string `yaml:"catalogue"`
	// Never is a file of those that are not played, one a line.
	Never string `yaml:"never"`
	// Explicit says whether songs that the catalogue calls explicit are taken.
	Explicit string `yaml:"explicit" words:"yes no"`
	// OS2L is the address at which the DJ's program tells its beats.
	OS2L string `yaml:"os2l"`
}

// checkDJ finds what cannot be meant with the DJs.
func (c config) checkDJ(v *validation, zones []string) {
	for i, d := range c.DJ {
		v.among(fmt.Sprintf("dj[%d].zone", i), "zone", d.Zone, zones)
		c.checkOS2L(v, i)
	}
}
