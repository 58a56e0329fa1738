package main

import (
	"context"
	"crypto/tls"
	"sync"
	"time"

	"foyer/controller/console"
	"foyer/controller/store"
	"foyer/devices"
	"foyer/devices/hue"
	"foyer/devices/push"
	"foyer/devices/push/web"
	"foyer/rules"
)

// gear is the devices of one venue: bridges, DJ lists and the push service.
type gear struct {
	bridges   hue.Shards
	lightings []lighting // those that are no bridges
	lampLine  lampLine   // to those of them that are told by MQTT
	desks     []*desk
	push      *push.APNs  // nil = no push service
	web       *web.Sender // nil = browsers are told nothing
	tls       *tls.Config
	start     time.Time
	lacking   []console.Part // devices whose key is missing
	joined    []device       // what else the pages show
	hooks     *hooks
	board     *board     // what staff were told
	passes    *passes    // nil = this venue makes none
	staffHook string     // whom staff lines are told to beside; "" = nobody
	ringing   sync.Mutex // held while somebody pairs with a bridge
}

func newGear(ctx context.Context, c config, set settings, s *store.Store, say func(rules.Publish)) (_ *gear, err error) {
	g := &gear{start: time.Now()}
	if g.tls, err = tlsOf(c); err != nil {
		return nil, err
	}
	if err := g.addLights(c, set); err != nil {
		return nil, err
	}
	for _, d := range c.DJ {
		if err := g.addDesk(ctx, c, d, set, s, say); err != nil {
			return nil, err
		}
	}
	if err := g.addHooks(ctx, c, set, s); err != nil {
		return nil, err
	}
	g.staffHook = c.Staff.Webhook
	g.addPasses(c, set.secret)
	if g.board, err = openBoard(ctx, s); err != nil {
		return nil, err
	}
	return g, g.addPush(c, s, set)
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
		lights:  g.light(), songs: g.song(), pushes: g.tell(), messages: messages, ledger: ledger, hooks: g.hooks,
		crew: &crew{board: g.board, hook: g.staffHook, topic: messages.topic + "staff", publish: messages.publish},
	}
	return d
}

// router is a driver that finds the device of an effect.
type router[E any] func(ctx context.Context, e E) error

// Do hands the effect to its device.
func (r router[E]) Do(ctx context.Context, e E) error { return r(ctx, e) }

func (g *gear) runs() (runs []func(context.Context) error) {
	for _, d := range g.desks {
		runs = append(append(runs, d.list.Run), d.sinks.runs...)
		if d.beats != nil {
			runs = append(runs, d.beats.Run)
		}
	}
	for _, b := range g.bridges {
		runs = append(runs, b.Run)
	}
	for _, l := range g.lightings {
		runs = append(runs, l.runs...)
	}
	return runs
}
