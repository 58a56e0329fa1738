package main

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"foyer/beacons"
	"foyer/beacons/link"
	"foyer/controller/console"
	"foyer/devices"
	"foyer/devices/mqttlight"
)

// lampLine is the line to lamps that are told by MQTT. It is a third one, made
// only where there are such lamps: what others say there is no business of the
// line that hears people, may be long, and may be refused to us without
// anything being wrong with the venue. It hears at QoS 0 and speaks at QoS 1:
// the embedded broker mixes up the numbers of a line that hears at QoS 1 too.
type lampLine struct {
	link  *link.Link
	bases []*mqttlight.Base
}

// addMQTTLamps makes one driver for each base topic, with all lamps below it.
func (g *gear) addMQTTLamps(c config, set settings) error {
	var bases []string
	zones := map[string][]mqttlight.Zone{}
	for _, l := range c.lightsOf("mqtt") {
		if !slices.Contains(bases, l.Base) {
			bases = append(bases, l.Base)
		}
		zones[l.Base] = append(zones[l.Base], mqttlight.Zone{Zone: beacons.Zone(l.Zone), Lamps: l.Lamps.All()})
	}
	for _, name := range bases {
		base, err := mqttlight.New(mqttlight.Config{Base: name, Zones: zones[name], Held: heldLight(set)}, g.lampLine.publish, set.clock, set.log)
		if err != nil {
			return err
		}
		g.lampLine.bases = append(g.lampLine.bases, base)
		g.lightings = append(g.lightings, lighting{
			name: name, kind: "MQTT lamps below " + name, driver: base, zones: zonesLit(zones[name]), runs: []func(context.Context) error{base.Run},
			health: func() devices.Health { return g.lampLine.health(base) },
			lamps:  func() []console.Lamp { return mqttLamps(name, base.Lamps()) }, figures: func() []console.Figure { return mqttFigures(base) },
		})
	}
	return nil
}

// connect makes the line, if there are lamps for it. It is run with the rest.
func (g *gear) connect(options func(role string, more func(*link.Options)) link.Options) {
	line := &g.lampLine
	if len(line.bases) == 0 {
		return
	}
	line.link = link.New(options("lamps", func(o *link.Options) {
		o.Clean, o.Subscribe, o.Hear = true, line.topics(), line.hear
		o.Up, o.Down = func() { line.linked(true) }, func(error) { line.linked(false) }
	}))
	g.lightings[len(g.lightings)-1].runs = append(g.lightings[len(g.lightings)-1].runs, line.link.Run)
}

// topics are what others say there.
func (l *lampLine) topics() (all []link.Filter) {
	for _, b := range l.bases {
		for _, topic := range b.Filters() {
			all = append(all, link.Filter{Topic: topic})
		}
	}
	return all
}

func (l *lampLine) hear(d link.Delivery) {
	for _, b := range l.bases {
		b.Hear(d.Topic, d.Body)
	}
}

func (l *lampLine) linked(up bool) {
	for _, b := range l.bases {
		b.Linked(up)
	}
}

// publish says for certain when nothing was sent.
func (l *lampLine) publish(ctx context.Context, topic string, body []byte, retain bool) error {
	err := l.link.Publish(ctx, link.Message{Topic: topic, Body: body, QoS: 1, Retain: retain})
	if errors.Is(err, link.ErrAway) {
		return devices.Unsent(err)
	}
	return err
}

// health adds what the broker does not grant us.
func (l *lampLine) health(b *mqttlight.Base) devices.Health {
	h := b.Health()
	if l.link == nil {
		return h
	}
	if line := l.link.Health(); h.Problem == "" && line.Up && line.Problem != "" {
		h.Problem = fmt.Sprintf("The lamps follow, but cannot say so: %s.", line.Problem)
	}
	return h
}

func zonesLit(all []mqttlight.Zone) (zones []beacons.Zone) {
	for _, z := range all {
		zones = append(zones, z.Zone)
	}
	return zones
}

func mqttLamps(base string, all []mqttlight.Lamp) (shown []console.Lamp) {
	for _, l := range all {
		shown = append(shown, console.Lamp{
			ID: base + "/" + l.Name, Name: l.Name, Zone: l.Zone, Colour: string(l.Colour),
			Brightness: l.Brightness, Reachable: l.Reachable, Confirmed: l.Confirmed,
		})
	}
	return shown
}

func (c config) checkMQTTLamps(v *validation, at string, l lamps) {
	if v.prefix(at+".base", l.Base); strings.HasSuffix(l.Base, "/") {
		v.say(at+".base", "A base is written without a slash at its end, such as zigbee2mqtt.")
	}
	for i, name := range l.Lamps.All() {
		v.prefix(at+".lamps", name)
		if slices.Contains(l.Lamps.All()[:i], name) {
			v.say(at+".lamps", fmt.Sprintf("The lamp `%s` is here twice.", name))
		}
		for _, other := range c.lightsOf("mqtt") {
			if other.Base == l.Base && other.ID < l.ID && slices.Contains(other.Lamps.All(), name) {
				v.say(at+".lamps", fmt.Sprintf("The lamp `%s` is one of `%s` already.", name, other.ID))
			}
		}
	}
}

// mqttFigures are what there is to know of the lamps below one base.
func mqttFigures(b *mqttlight.Base) []console.Figure {
	t := b.Traffic()
	return []console.Figure{
		{Label: "Farthest behind", Value: seconds(t.Behind), Ill: t.Behind > 5*time.Second},
		{Label: "Commands taken", Value: fmt.Sprint(t.Sent)},
		{Label: "Not taken by the broker", Value: fmt.Sprint(t.Failed)},
		{Label: "Answers of lamps", Value: fmt.Sprint(t.Heard), Ill: t.Heard == 0 && t.Sent > 0},
	}
}
