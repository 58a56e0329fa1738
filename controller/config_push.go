package main

import (
	"fmt"
	"strings"

	"foyer/devices/push/web"
	"foyer/rules/parse"
)

type pushConfig struct {
	APNs *apnsConfig `yaml:"apns"`
	Web  *webConfig  `yaml:"web"`
}

// webConfig is how browsers are told.
type webConfig struct {
	// Subject is whom push services may write to: ops@example.org, or https://...
	Subject string `yaml:"subject,required"`
	// Keys is the file of the venue's pair of keys; it is made when it is missing.
	Keys  string      `yaml:"keys,required"`
	Hosts parse.Texts `yaml:"hosts"` // push services beside the known ones
	CA    string      `yaml:"ca"`
}

// checkPush finds what cannot be meant with the pushes.
func (c config) checkPush(v *validation) {
	w := c.Push.Web
	if w == nil {
		return
	}
	if strings.HasPrefix(w.Subject, "mailto:") {
		v.say("push.web.subject", "Write the bare address, without mailto:.")
	} else if !strings.Contains(w.Subject, "@") && !strings.HasPrefix(w.Subject, "https://") {
		v.say("push.web.subject", "Push services write to this address when something is wrong: write ops@example.org, or an https:// page.")
	}
	if !strings.HasPrefix(w.Keys, "file:") && !strings.HasPrefix(w.Keys, "env:") {
		v.say("push.web.keys", "Keys are not written into the venue file: write file:vapid.json, and it is made at the first start.")
	}
	for i, h := range w.Hosts.All() {
		if _, err := web.NewAllowed([]string{h}); err != nil {
			v.say(fmt.Sprintf("push.web.hosts[%d]", i), "A push service is allowed by its name, such as push.example.org or *.push.example.org; one on this machine by name and port, for tests.")
		}
	}
}

type apnsConfig struct {
	Host   string `yaml:"host,required"`
	Topic  string `yaml:"topic,required"`
	TeamID string `yaml:"team_id,required"`
	KeyID  string `yaml:"key_id,required"`
	Key    string `yaml:"key,required"`
	CA     string `yaml:"ca"`
}
