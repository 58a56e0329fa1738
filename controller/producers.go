package main

import (
	"bytes"
	"fmt"
	"slices"
	"strings"

	"foyer/beacons"
	"foyer/beacons/wire"
	"foyer/rules/parse"
)

// producers are who speaks on the broker besides our own gateways and phones,
// each in one line; beacons/README.md has ten lines on each.
type producers struct {
	ESPresense    *espresense    `yaml:"espresense"`
	Theengs       *theengs       `yaml:"theengs"`
	MQTTRoom      *mqttRoom      `yaml:"mqttroom"`
	Minew         *minew         `yaml:"minew"`
	OwnTracks     *ownTracks     `yaml:"owntracks"`
	RoomAssistant *roomAssistant `yaml:"room_assistant"`
	ListenTo      parse.Texts    `yaml:"listen_to"`
}

type espresense struct {
	Rooms parse.Map[string] `yaml:"rooms"`
}

type theengs struct {
	Base string `yaml:"base"`
}

type mqttRoom struct {
	Prefix parse.Texts `yaml:"prefix,required"`
}

type minew struct {
	Topic string `yaml:"topic"`
}

type ownTracks struct {
	Keys parse.Map[string] `yaml:"keys"`
}

type roomAssistant struct{}

// wireProducers are the producers as the decoder wants them. A key that cannot
// be read any more since the file was checked is none: its phone is refused.
func (c config) wireProducers() wire.Producers {
	q := wire.Producers{As: c.aliases(), ListenTo: c.Producers.ListenTo.All()}
	if p := c.Producers.ESPresense; p != nil {
		q.ESPresense = &wire.ESPresense{Rooms: map[string]beacons.Anchor{}}
		for _, room := range p.Rooms {
			q.ESPresense.Rooms[room.Name] = beacons.Anchor(room.Value)
		}
	}
	if p := c.Producers.Theengs; p != nil {
		q.Theengs = &wire.Theengs{Base: p.Base}
	}
	if p := c.Producers.MQTTRoom; p != nil {
		q.MQTTRoom = &wire.MQTTRoom{Prefixes: p.Prefix.All()}
	}
	if p := c.Producers.Minew; p != nil {
		q.Minew = &wire.Minew{Topic: p.Topic}
	}
	if p := c.Producers.OwnTracks; p != nil {
		q.OwnTracks = &wire.OwnTracks{Keys: c.phoneKeys(p)}
	}
	if c.Producers.RoomAssistant != nil {
		q.RoomAssistant = &wire.RoomAssistant{}
	}
	return q
}

// aliases are what foreign producers call our anchors.
func (c config) aliases() map[string]beacons.Anchor {
	as := map[string]beacons.Anchor{}
	for _, a := range c.Anchors {
		for _, name := range a.As.All() {
			as[name] = beacons.Anchor(a.ID)
		}
	}
	return as
}

func (c config) phoneKeys(p *ownTracks) map[string][]byte {
	keys := map[string][]byte{}
	for _, k := range p.Keys {
		if key, err := c.passphrase(k.Value); err == nil {
			keys[k.Name] = key
		}
	}
	return keys
}

// passphrase reads the key of a phone; the line break that editors put at the
// end of a file is not part of it.
func (c config) passphrase(reference string) ([]byte, error) {
	const longest = 32 // bytes: the app takes no more
	key, err := c.secret(reference)
	if err != nil {
		return nil, err
	}
	key = bytes.TrimRight(key, "\r\n")
	if len(key) == 0 || len(key) > longest {
		return nil, fmt.Errorf("a passphrase has 1 to %d bytes, this one %d", longest, len(key))
	}
	return key, nil
}

// checkProducers finds names that mean two anchors, and what no broker or
// phone would take.
func (c config) checkProducers(v *validation, anchors []string) {
	c.checkAliases(v, anchors)
	if p := c.Producers.ESPresense; p != nil {
		for _, room := range p.Rooms {
			v.among("producers.espresense.rooms."+room.Name, "anchor", room.Value, anchors)
		}
	}
	if p := c.Producers.Theengs; p != nil && p.Base != "" {
		v.prefix("producers.theengs.base", p.Base)
	}
	if p := c.Producers.MQTTRoom; p != nil {
		for _, prefix := range p.Prefix.All() {
			v.prefix("producers.mqttroom.prefix", prefix)
		}
	}
	if p := c.Producers.Minew; p != nil && p.Topic != "" {
		v.filter("producers.minew.topic", p.Topic)
	}
	if p := c.Producers.OwnTracks; p != nil {
		c.checkKeys(v, p)
	}
	for _, topic := range c.Producers.ListenTo.All() {
		v.filter("producers.listen_to", topic)
	}
}

func (c config) checkAliases(v *validation, anchors []string) {
	owner := map[string]string{}
	for i, a := range c.Anchors {
		for _, name := range a.As.All() {
			other, taken := owner[name]
			if slices.Contains(anchors, name) && name != a.ID {
				other, taken = name, true
			}
			if taken && other != a.ID {
				v.say(fmt.Sprintf("anchors[%d].as", i), fmt.Sprintf("`%s` is the anchor `%s` already.", name, other))
			}
			owner[name] = a.ID
		}
	}
}

func (c config) checkKeys(v *validation, p *ownTracks) {
	for _, k := range p.Keys {
		at := "producers.owntracks.keys." + k.Name
		if user, device, ok := strings.Cut(k.Name, "-"); !ok || user == "" || device == "" {
			v.say(at, "A phone is written as <user>-<device>, such as jane-phone.")
		}
		if _, err := c.passphrase(k.Value); err != nil {
			v.say(at, fmt.Sprintf("The key of this phone: %v.", err))
		}
	}
}

// prefix is a topic that others are below. A broker hangs up on a bad one, and
// we would hear nobody.
func (v *validation) prefix(path, topic string) {
	if topic == "" || strings.ContainsAny(topic, "+#\x00") {
		v.say(path, fmt.Sprintf("`%s` is not a topic: it must have no + and no #.", topic))
	}
}

// filter is a topic with wildcards (MQTT 3.1.1, section 4.7.1).
func (v *validation) filter(path, topic string) {
	levels := strings.Split(topic, "/")
	for i, level := range levels {
		alone := level == "+" || level == "#" && i == len(levels)-1
		if topic == "" || !alone && strings.ContainsAny(level, "+#\x00") {
			v.say(path, fmt.Sprintf("`%s` is not a topic filter: a + stands alone between two slashes, a # alone at the end.", topic))
			return
		}
	}
}
