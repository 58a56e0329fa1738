package main

import (
	"errors"
	"fmt"
	"regexp"
	"strings"

	"foyer/devices/webhook"
	"foyer/rules/parse"
)

// hookConfig is a service outside that rules may tell.
type hookConfig struct {
	ID  string `yaml:"id,required"`
	URL string `yaml:"url,required"`
	// Secret are files of secrets, "whsec_...", the newest first. A file may
	// hold several, one a line.
	Secret parse.Texts `yaml:"secret,required"`
	// Private allows addresses of the venue's own network.
	Private bool   `yaml:"private"`
	CA      string `yaml:"ca"`
}

// staffConfig is where staff are told beside the page and the broker.
type staffConfig struct {
	Webhook string `yaml:"webhook"`
}

// plainName is what can stand in a rule, a command and a health line.
var plainName = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$`)

// checkHooks finds what cannot be meant with the webhooks.
func (c config) checkHooks(v *validation) {
	ids := c.hookIDs()
	for i, h := range c.Webhooks {
		at := fmt.Sprintf("webhooks[%d]", i)
		if !plainName.MatchString(h.ID) {
			v.say(at+".id", "A webhook is named with letters, digits, - and _.")
		}
		for _, other := range ids[:i] {
			if other == h.ID {
				v.say(at+".id", fmt.Sprintf("There is a webhook `%s` already.", h.ID))
			}
		}
		if err := webhook.Check(h.URL, h.Private); err != nil {
			v.say(at+".url", "Nothing can be sent there: "+err.Error()+".")
		}
	}
	if to := c.Staff.Webhook; to != "" && len(ids) == 0 {
		v.say("staff.webhook", "There are no webhooks in this file. Write one under `webhooks`: its id, url and secret.")
	} else if to != "" {
		v.among("staff.webhook", "webhook", to, ids)
	}
}

func (c config) hookIDs() (ids []string) {
	for _, h := range c.Webhooks {
		ids = append(ids, h.ID)
	}
	return ids
}

// open makes the webhook's driver settings, with its secrets read.
func (h hookConfig) open(c config) (webhook.Config, error) {
	made := webhook.Config{Name: h.ID, URL: h.URL, Private: h.Private}
	for _, reference := range h.Secret.All() {
		held, err := c.secret(reference)
		if err != nil {
			return made, err
		}
		made.Secrets = append(made.Secrets, strings.Fields(string(held))...)
	}
	if len(made.Secrets) == 0 {
		return made, errors.New("its secret is empty")
	}
	var err error
	if h.CA != "" {
		made.CA, err = c.secret(h.CA)
	}
	return made, err
}
