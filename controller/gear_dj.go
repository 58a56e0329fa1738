package main

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"

	"foyer/beacons"
	"foyer/beacons/link"
	"foyer/controller/store"
	"foyer/controller/venue"
	"foyer/devices"
	"foyer/devices/dj"
	"foyer/devices/os2l"
	"foyer/rules"
)

// desk is one DJ's list under its name.
type desk struct {
	id, name string
	zone     beacons.Zone
	list     *dj.Desk
	beats    *os2l.Listener // nil = the DJ's program is not heard
	sinks    sinks
}

// addDesk makes a DJ's list, with what was on it when we last ended.
func (g *gear) addDesk(ctx context.Context, c config, d djConfig, set settings, s *store.Store, say func(rules.Publish)) error {
	topic, made := djTopic(c, d), &desk{id: d.ID, name: cmp.Or(d.Name, d.ID), zone: beacons.Zone(d.Zone)}
	terms := dj.Config{
		Queue: d.ID, Store: s, Clock: set.clock, Cooldown: dj.Cooldown, Clean: d.Explicit == "no",
		Floor: func(ctx context.Context) ([]beacons.Person, error) { return set.present(ctx, beacons.Zone(d.Zone)) },
		Tell:  func(ctx context.Context, w dj.Word) error { return set.answer(ctx, answered(w)) },
		Changed: func(l dj.List) {
			body, _ := json.Marshal(l) // plain fields: it always encodes
			say(rules.Publish{Head: rules.Head{ID: "dj|" + d.ID}, Topic: topic, Body: body, Retain: true})
			made.sinks.put(l)
		},
	}
	if set.songs != nil {
		terms.Look = dj.Lookup(set.songs)
	}
	made.list = dj.New(terms)
	if err := made.list.Restore(ctx); err != nil {
		return err
	}
	made.beats = g.addBeats(d, set)
	g.addSinks(c, d, made, set, s)
	g.desks = append(g.desks, made)
	return nil
}

// answered is what the DJ's list has to say, as the venue is told it.
func answered(w dj.Word) venue.Answered {
	in := venue.Answered{ID: w.ID, Text: w.Text, Fact: "asked the DJ for a song"}
	for _, a := range w.To {
		in.To = append(in.To, venue.Asker{Phone: a.To, Rule: a.Rule})
	}
	return in
}

// djTopic is where a list is published, below foyer/<venue>/: the venue's only
// one has the short name.
func djTopic(c config, d djConfig) string {
	if len(c.DJ) == 1 {
		return "dj"
	}
	return "dj/" + d.ID
}

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

// birth is the DJ's list, said at every connect.
func (g *gear) birth(c config) (messages []link.Message) {
	for i, d := range c.DJ {
		body, _ := json.Marshal(g.desks[i].list.Snapshot()) // plain fields: it always encodes
		messages = append(messages, link.Message{Topic: "foyer/" + c.Venue + "/" + djTopic(c, d), Body: body, Retain: true})
	}
	return messages
}
