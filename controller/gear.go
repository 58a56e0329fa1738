package main

import (
	"context"
	"crypto/tls"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"foyer/beacons"
	"foyer/beacons/link"
	"foyer/controller/console"
	"foyer/controller/store"
	"foyer/devices"
	"foyer/devices/dj"
	"foyer/devices/hue"
	"foyer/devices/push"
	"foyer/rules"
)

// gear is the devices of one venue: bridges, DJ lists and the push service.
type gear struct {
	bridges hue.Shards
	desks   []*desk
	push    *push.APNs // nil = no push service
	tls     *tls.Config
	start   time.Time
	lacking []console.Part // devices whose key is missing
}

// desk is one DJ's list under its name.
type desk struct {
	id, name string
	list     *dj.Desk
}

func newGear(ctx context.Context, c config, set settings, s *store.Store, say func(rules.Publish)) (_ *gear, err error) {
	g := &gear{start: time.Now()}
	if g.tls, err = tlsOf(c); err != nil {
		return nil, err
	}
	if err := g.addBridges(c, set); err != nil {
		return nil, err
	}
	for _, d := range c.DJ {
		if err := g.addDesk(ctx, c, d, set, s, say); err != nil {
			return nil, err
		}
	}
	return g, g.addPush(c, s, set)
}

// addBridges makes one driver for each bridge, with all lamp groups it serves.
func (g *gear) addBridges(c config, set settings) error {
	var addresses []string
	zones := map[string][]hue.Zone{}
	keys := map[string]string{}
	for _, l := range c.Lights {
		if !slices.Contains(addresses, l.Bridge) {
			addresses = append(addresses, l.Bridge)
		}
		zones[l.Bridge] = append(zones[l.Bridge], hue.Zone{Zone: beacons.Zone(l.Zone), Group: l.Group})
		keys[l.Bridge] = l.Key
	}
	for _, address := range addresses {
		key, err := c.secret(keys[address])
		if err != nil {
			g.lack("bridge", fmt.Sprintf("The bridge at %s is not spoken to: %v.", address, err))
			continue
		}
		bridge, err := hue.New(hue.Config{URL: address, Key: strings.TrimSpace(string(key)), Zones: zones[address], Probe: set.probe, Held: func(l rules.Light) bool { return set.held != nil && set.held(l) }}, set.clock, set.log)
		if err != nil {
			return err
		}
		g.bridges = append(g.bridges, bridge)
	}
	return nil
}

// addDesk makes a DJ's list, with what was on it when we last ended.
func (g *gear) addDesk(ctx context.Context, c config, d djConfig, set settings, s *store.Store, say func(rules.Publish)) error {
	topic := djTopic(c, d)
	list := dj.New(dj.Config{Queue: d.ID, Store: s, Clock: set.clock, Changed: func(l dj.List) {
		body, _ := json.Marshal(l) // plain fields: it always encodes
		say(rules.Publish{Head: rules.Head{ID: "dj|" + d.ID}, Topic: topic, Body: body, Retain: true})
	}})
	if err := list.Restore(ctx); err != nil {
		return err
	}
	g.desks = append(g.desks, &desk{id: d.ID, name: d.Name, list: list})
	return nil
}

// djTopic is where a list is published, below foyer/<venue>/: the venue's only
// one has the short name.
func djTopic(c config, d djConfig) string {
	if len(c.DJ) == 1 {
		return "dj"
	}
	return "dj/" + d.ID
}

func (g *gear) addPush(c config, s *store.Store, set settings) error {
	a := c.Push.APNs
	if a == nil {
		return nil
	}
	key, err := c.secret(a.Key)
	if err != nil {
		g.lack("push", fmt.Sprintf("Nothing is pushed: %v.", err))
		return nil
	}
	config := push.Config{Host: a.Host, Topic: a.Topic, TeamID: a.TeamID, KeyID: a.KeyID, Key: key, Store: s, Gone: set.gone}
	if a.CA != "" {
		if config.CA, err = c.secret(a.CA); err != nil {
			return fmt.Errorf("push: ca: %w", err)
		}
	}
	g.push, err = push.New(config, set.log)
	return err
}

// lack notes that a key is missing: the venue runs without that device, and
// the page says what to do.
func (g *gear) lack(name, text string) {
	g.lacking = append(g.lacking, console.Part{Name: name, State: console.PartDown, Since: g.start, Text: text})
}

// drivers are the ends of the outboxes.
func (g *gear) drivers(ledger devices.Ledger, messages publisher) drivers {
	d := drivers{
		replies: replies{place: g.place, topic: messages.topic + "reply/", publish: messages.publish},
		lights:  g.bridges, songs: g.song(), pushes: noPush{}, messages: messages, ledger: ledger,
	}
	if g.push != nil {
		d.pushes = g.push
	}
	return d
}

// router is a driver that finds the device of an effect.
type router[E any] func(ctx context.Context, e E) error

// Do hands the effect to its device.
func (r router[E]) Do(ctx context.Context, e E) error { return r(ctx, e) }

func (g *gear) song() devices.Driver[rules.Song] {
	return router[rules.Song](func(ctx context.Context, e rules.Song) error {
		for _, d := range g.desks {
			if d.id == e.Queue {
				return d.list.Do(ctx, e)
			}
		}
		return devices.Permanent(fmt.Errorf("there is no DJ %s", e.Queue))
	})
}

// noPush is a venue without a push service, or without its key: nothing
// arrives, and codes go back.
type noPush struct{}

// Do refuses.
func (noPush) Do(context.Context, rules.Push) error {
	return devices.Permanent(errors.New("this venue has no push service"))
}

func (g *gear) runs() (runs []func(context.Context) error) {
	for _, d := range g.desks {
		runs = append(runs, func(ctx context.Context) error {
			<-ctx.Done()
			last, cancel := context.WithTimeout(context.WithoutCancel(ctx), 2*time.Second)
			defer cancel()
			return d.list.Save(last) // tastes are saved now and then only
		})
	}
	for _, b := range g.bridges {
		runs = append(runs, b.Run)
	}
	return runs
}

// birth is the DJ's list, said at every connect.
func (g *gear) birth(c config) (messages []link.Message) {
	for i, d := range c.DJ {
		body, _ := json.Marshal(g.desks[i].list.Snapshot()) // plain fields: it always encodes
		messages = append(messages, link.Message{Topic: "foyer/" + c.Venue + "/" + djTopic(c, d), Body: body, Retain: true})
	}
	return messages
}

// lamps are all lamps, for the page.
func (g *gear) lamps() (all []console.Lamp) {
	for i, b := range g.bridges {
		for _, l := range b.Lamps() {
			all = append(all, console.Lamp{
				ID: fmt.Sprintf("%d/%d", i+1, l.ID), Name: l.Name, Zone: l.Zone, Colour: string(l.Colour),
				Brightness: l.Brightness, Reachable: l.Reachable, Confirmed: l.Confirmed,
			})
		}
	}
	return all
}

// lists are the DJs' lists, for the page.
func (g *gear) lists(place *time.Location) (all []console.DJList) {
	for _, d := range g.desks {
		list := d.list.Snapshot()
		shown := console.DJList{ID: d.id, Name: d.name}
		for _, r := range list.Requests {
			shown.Requests = append(shown.Requests, console.Request{Song: r.Song, Votes: r.Votes, At: r.FirstAt.In(place)})
		}
		for _, t := range list.Tastes {
			shown.Tastes = append(shown.Tastes, console.Taste{Taste: t.Taste, Weight: t.Weight})
		}
		all = append(all, shown)
	}
	return all
}

// parts are how the devices are, for the page.
func (g *gear) parts() (parts []console.Part) {
	parts = append(parts, g.lacking...)
	for i, b := range g.bridges {
		name := "bridge"
		if len(g.bridges) > 1 {
			name = fmt.Sprintf("bridge %d", i+1)
		}
		parts = append(parts, g.part(name, b.Health()))
	}
	if g.push != nil {
		parts = append(parts, g.part("push", g.push.Health()))
	}
	return parts
}

func (g *gear) part(name string, h devices.Health) console.Part {
	part := console.Part{Name: name, State: console.PartOK, Since: h.Since, Text: h.Problem}
	if !h.Up {
		part.State = console.PartDown
		if time.Since(g.start) < 5*time.Second {
			part.State = console.PartStarting
		}
	}
	return part
}
