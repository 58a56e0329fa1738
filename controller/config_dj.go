package main

import (
	"fmt"
	"net"
	"strconv"
	"strings"

	"foyer/devices/dj/mastodon"
)

type djConfig struct {
	ID   string `yaml:"id,required"`
	Name string `yaml:"name"`
	Zone string `yaml:"zone,required"`
	// Catalogue is a file of the songs there are: CSV, M3U or rekordbox XML.
	Catalogue string `yaml:"catalogue"`
	// Never is a file of those that are not played, one a line.
	Never string `yaml:"never"`
	// Explicit says whether songs that the catalogue calls explicit are taken.
	Explicit string `yaml:"explicit" words:"yes|no"`
	// OS2L is the address at which the DJ's program tells its beats.
	OS2L string `yaml:"os2l"`
	// OSC is where a desk of lights or pictures listens, host:port.
	OSC string     `yaml:"osc"`
	MPD *mpdConfig `yaml:"mpd"`
	// Webhook is one of `webhooks`, which is told what is most wanted.
	Webhook  string          `yaml:"webhook"`
	Mastodon *mastodonConfig `yaml:"mastodon"`
}

// mpdConfig is a player of the lounge.
type mpdConfig struct {
	Address  string `yaml:"address,required"`
	Password string `yaml:"password"` // file:NAME or env:NAME
	// Music is its music_directory, where the catalogue names files below it.
	Music string `yaml:"music"`
	// Auto plays the most wanted songs without a DJ.
	Auto bool `yaml:"auto"`
}

type mastodonConfig struct {
	Server     string `yaml:"server,required"`
	Token      string `yaml:"token,required"` // file:NAME or env:NAME
	Title      string `yaml:"title"`
	Visibility string `yaml:"visibility" words:"public|unlisted|private"`
}

// checkDJ finds what cannot be meant with the DJs.
func (c config) checkDJ(v *validation, zones []string) {
	var ids []string
	for i, d := range c.DJ {
		at := fmt.Sprintf("dj[%d]", i)
		v.among(at+".zone", "zone", d.Zone, zones)
		for _, known := range ids {
			if known == d.ID {
				v.say(at+".id", fmt.Sprintf("There is a DJ `%s` already.", d.ID))
			}
		}
		ids = append(ids, d.ID)
		c.checkSinks(v, at, d)
		c.checkOS2L(v, i)
	}
}

func (c config) checkSinks(v *validation, at string, d djConfig) {
	if d.OSC != "" && !hostPort(d.OSC) {
		v.say(at+".osc", "Where OSC is heard is written as 192.0.2.5:9000: an address and a port.")
	}
	if m := d.MPD; m != nil {
		if !hostPort(m.Address) {
			v.say(at+".mpd.address", "Where MPD answers is written as 127.0.0.1:6600: an address and a port.")
		}
		if d.Catalogue == "" {
			v.say(at+".mpd", "MPD plays files, and the catalogue says which: name one with `catalogue`.")
		}
		if m.Password != "" && !keyNamed(m.Password) {
			v.say(at+".mpd.password", "A password is not written into the venue file: write file:NAME or env:NAME.")
		}
	}
	if to := d.Webhook; to != "" && len(c.Webhooks) == 0 {
		v.say(at+".webhook", "There are no webhooks in this file. Write one under `webhooks`: its id, url and secret.")
	} else if to != "" {
		v.among(at+".webhook", "webhook", to, c.hookIDs())
	}
	if m := d.Mastodon; m != nil {
		if err := mastodon.Check(m.Server); err != nil {
			v.say(at+".mastodon.server", "Nothing can be posted there: "+err.Error()+".")
		}
		if !keyNamed(m.Token) {
			v.say(at+".mastodon.token", "A token is not written into the venue file: write file:NAME or env:NAME.")
		}
	}
}

func hostPort(address string) bool {
	host, port, err := net.SplitHostPort(address)
	n, bad := strconv.Atoi(port)
	return err == nil && host != "" && bad == nil && n > 0 && n <= 65535
}

// keyNamed tells whether a key is named, and not written out.
func keyNamed(key string) bool {
	return strings.HasPrefix(key, "file:") || strings.HasPrefix(key, "env:")
}
