package main

import (
	"strings"
	"testing"

	"foyer/deploy"
)

func TestTopicsThatRulesMustNotSpeakUnderAreRefused(t *testing.T) {
	source, err := deploy.Files.ReadFile("venue.yaml")
	if err != nil {
		t.Fatal(err)
	}
	for written, want := range map[string]string{
		"zigbee2mqtt/#":                 "",
		"[zigbee2mqtt/#, hall/+/set]":   "",
		"tasmota/sign/cmnd/POWER":       "",
		`"#"`:                           "below foyer/",
		`"+/pier-west/command/stop"`:    "below foyer/",
		"foyer/pier-west/show/#":        "below foyer/",
		"foyer":                         "below foyer/",
		"[zigbee2mqtt/#, espresense/#]": "where this venue hears where people are",
		"espresense/devices/+/coffee":   "where this venue hears where people are",
		`"$SYS/#"`:                      "no topic and no filter",
		"zigbee2mqtt/#/set":             "no topic and no filter",
		"zigbee2mqtt/lamp+":             "no topic and no filter",
		"zigbee2mqtt//lamp":             "no topic and no filter",
		"\"zigbee2mqtt/the lamp/set\"":  "no topic and no filter",
	} {
		_, problems := decodeConfig("venue.yaml", append(append([]byte{}, source...), "\npublish: "+written+"\n"...))
		said := ""
		for _, p := range problems {
			said += p.Message
		}
		if (said == "") != (want == "") || !strings.Contains(said, want) {
			t.Errorf("publish: %s: got %q, want %q", written, said, want)
		}
	}
}

func TestWebhooksThatCannotBeMeantAreRefused(t *testing.T) {
	source, err := deploy.Files.ReadFile("venue.yaml")
	if err != nil {
		t.Fatal(err)
	}
	for written, want := range map[string]string{
		`webhooks: [{id: crm, url: "https://crm.example.com/in", secret: file:crm.secret}]`:                                            "",
		`webhooks: [{id: crm, url: "http://192.168.1.7/in", secret: ["file:a", "file:b"], private: true}]`:                             "",
		`webhooks: [{id: crm, url: "http://crm.example.com/in", secret: file:crm.secret}]`:                                             "write https",
		`webhooks: [{id: crm, url: "https://10.0.0.5/in", secret: file:crm.secret}]`:                                                   "own network",
		`webhooks: [{id: "c m", url: "https://crm.example.com/in", secret: file:s}]`:                                                   "named with letters",
		`webhooks: [{id: crm, url: "https://a.example.com", secret: file:s}, {id: crm, url: "https://b.example.com", secret: file:s}]`: "There is a webhook `crm` already",
		`webhooks: [{id: crm, url: "https://a.example.com", secret: file:s, private: no}]`:                                             "true or false",
		`staff: {webhook: crm}`: "There are no webhooks in this file",
		`webhooks: [{id: crm, url: "https://a.example.com", secret: file:s}]` + "\nstaff: {webhook: crew}": "There is no webhook `crew`",
	} {
		_, problems := decodeConfig("venue.yaml", append(append([]byte{}, source...), "\n"+written+"\n"...))
		said := ""
		for _, p := range problems {
			said += p.Message
		}
		if (said == "") != (want == "") || !strings.Contains(said, want) {
			t.Errorf("%s: got %q, want %q", written, said, want)
		}
	}
}
