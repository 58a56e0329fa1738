package main

import (
	"cmp"
	"encoding/json"
	"fmt"
	"hash/fnv"
	"strings"

	"foyer/beacons/link"
)

// homeAssistant is what we tell a Home Assistant on the same broker. It is off
// unless asked for: it writes outside of foyer/, and whoever may press switches
// there may then stop the whole venue.
type homeAssistant struct {
	Discovery bool   `yaml:"discovery"`
	Prefix    string `yaml:"prefix"` // "" = homeassistant
}

func (c config) checkHomeAssistant(v *validation) {
	switch h := c.HomeAssistant; {
	case h.Prefix == "":
	case strings.HasSuffix(h.Prefix, "/"):
		v.say("home_assistant.prefix", "A prefix is written without a slash at its end; without one, it is homeassistant.")
	default:
		v.prefix("home_assistant.prefix", h.Prefix)
	}
}

// entity is one thing that Home Assistant shows, in the words of its MQTT
// discovery (https://www.home-assistant.io/integrations/mqtt/#mqtt-discovery).
// The templates are Jinja2 and are filled in there.
type entity struct {
	component, object string // of the topic

	Name            string `json:"name"`
	UniqueID        string `json:"unique_id"`
	StateTopic      string `json:"state_topic"`
	ValueTemplate   string `json:"value_template"`
	Unit            string `json:"unit_of_measurement,omitempty"`
	StateClass      string `json:"state_class,omitempty"`
	DeviceClass     string `json:"device_class,omitempty"`
	Icon            string `json:"icon,omitempty"`
	CommandTopic    string `json:"command_topic,omitempty"`
	CommandTemplate string `json:"command_template,omitempty"`
	PayloadOn       string `json:"payload_on,omitempty"`
	PayloadOff      string `json:"payload_off,omitempty"`
	StateOn         string `json:"state_on,omitempty"`
	StateOff        string `json:"state_off,omitempty"`
	QoS             int    `json:"qos,omitempty"`

	AvailabilityTopic    string      `json:"availability_topic"`
	AvailabilityTemplate string      `json:"availability_template"`
	Device               entityOwner `json:"device"`
	Origin               entityFrom  `json:"origin"`
}

type entityOwner struct {
	Identifiers  []string `json:"identifiers"`
	Name         string   `json:"name"`
	Manufacturer string   `json:"manufacturer"`
}

type entityFrom struct {
	Name string `json:"name"`
}

// entities are everything that Home Assistant is told of.
func (c config) entities() (all []entity) {
	if !c.HomeAssistant.Discovery {
		return nil
	}
	for _, z := range c.Zones {
		topic, name := "foyer/"+c.Venue+"/zone/"+z.ID, cmp.Or(z.Name, z.ID)
		all = append(all, entity{
			component: "sensor", object: z.ID + "-people", Name: name + " people", Icon: "mdi:account-group",
			StateTopic: topic, ValueTemplate: "{{ value_json.people }}", Unit: "people", StateClass: "measurement",
		}, entity{
			component: "binary_sensor", object: z.ID + "-occupied", Name: name + " occupied", DeviceClass: "occupancy",
			StateTopic: topic, ValueTemplate: "{{ 'ON' if value_json.people > 0 else 'OFF' }}", PayloadOn: "ON", PayloadOff: "OFF",
		})
	}
	return append(all, entity{
		component: "switch", object: "stop", Name: "Everything stopped", Icon: "mdi:stop-circle",
		StateTopic: "foyer/" + c.Venue + "/stops", StateOn: "ON", StateOff: "OFF",
		ValueTemplate: "{{ 'ON' if 'all' in value_json.stops | map(attribute='what') | list else 'OFF' }}",
		CommandTopic:  "foyer/" + c.Venue + "/command/stop", PayloadOn: "stop", PayloadOff: "go", QoS: 1,
		// Each press has an id of its own: the same id counts once.
		CommandTemplate: `{"id": "home-assistant-{{ now().timestamp() }}", "{{ value }}": "all", "by": "Home Assistant"}`,
	})
}

// announcements are the messages that tell of them, retained.
func (c config) announcements() (all []link.Message) {
	for _, e := range c.entities() {
		e.UniqueID = "foyer/" + c.Venue + "/" + e.object
		e.AvailabilityTopic = "foyer/" + c.Venue + "/status"
		e.AvailabilityTemplate = "{{ 'online' if value_json.up else 'offline' }}"
		e.Device = entityOwner{Identifiers: []string{"foyer/" + c.Venue}, Name: "Foyer " + c.Venue, Manufacturer: "Foyer"}
		e.Origin.Name = "Foyer"
		body, _ := json.Marshal(e) // plain fields: it always encodes
		topic := strings.Join([]string{cmp.Or(c.HomeAssistant.Prefix, "homeassistant"), e.component, "foyer-" + plainID(c.Venue), plainID(e.object), "config"}, "/")
		all = append(all, link.Message{Topic: topic, Body: body, QoS: 1, Retain: true})
	}
	return all
}

// plainID is a name in the letters that Home Assistant takes in a topic. What
// had to be changed stays different from every other name.
func plainID(name string) string {
	plain := strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || r == '-' || r == '_' {
			return r
		}
		return '_'
	}, name)
	if plain == name {
		return name
	}
	sum := fnv.New32a()
	_, _ = sum.Write([]byte(name)) // a hash takes everything
	return fmt.Sprintf("%s-%08x", plain, sum.Sum32())
}
