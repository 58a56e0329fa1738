package main

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"time"

	"foyer/beacons/gateway/spool"
	"foyer/beacons/link"
	"foyer/beacons/radio"
)

// gateway is all of one: ears, post and line, and the panel if it has one.
type gateway struct {
	config config
	log    *slog.Logger
	boot   string
	began  time.Time

	source radio.Source
	ears   *ears
	clock  *clock
	post   *post
	facts  *facts
	link   *link.Link
	panel  *panel
	vitals vitals
	rolled time.Time // when the file of tags was written
}

// build makes a gateway that does nothing yet.
func build(c config, log *slog.Logger) (*gateway, error) {
	g := &gateway{config: c, log: log, boot: newBoot(), began: time.Now(), clock: &clock{}, vitals: newVitals(c.Throttled)}
	r, err := readRoll(c.Tags, c.EIDs)
	if err != nil {
		return nil, err
	}
	g.ears = newEars(r, c.Thin)
	g.rolled = written(c.Tags)
	g.source = sourceOf(c, log)
	if err := g.buildLink(); err != nil {
		return nil, err
	}
	if err := g.buildPost(); err != nil {
		return nil, err
	}
	g.panel = openPanel(c.Panel, log)
	return g, nil
}

// newBoot names the life of our numbers.
func newBoot() string {
	var b [8]byte
	_, _ = rand.Read(b[:]) // never fails
	return hex.EncodeToString(b[:])
}

func sourceOf(c config, log *slog.Logger) radio.Source {
	if c.Btsnoop != "" {
		return radio.Recording{File: c.Btsnoop, Live: true}
	}
	open := func() (radio.Port, error) { return radio.Device(c.HCI) }
	return radio.NewHCI(open, radio.Options{Log: log})
}

// topic is one of ours: foyer/<venue>/<kind>/<id>.
func (g *gateway) topic(kind string) string {
	return "foyer/" + g.config.Venue + "/" + kind + "/" + g.config.ID
}

func (g *gateway) buildLink() error {
	secure, err := g.config.tls()
	if err != nil {
		return err
	}
	health := g.topic("gateway") + "/health"
	g.link = link.New(link.Options{
		URL: g.config.Broker, Client: "foyer-gateway-" + g.config.ID, Clean: true,
		User: g.config.User, Password: g.config.Password, TLS: secure,
		Subscribe: []link.Filter{{Topic: g.topic("ack"), QoS: 0}, {Topic: g.statusTopic(), QoS: 0}},
		Hear:      g.hear,
		Will:      &link.Message{Topic: health, Body: []byte(healthDown), QoS: 1, Retain: true},
		Birth: func() []link.Message {
			return []link.Message{{Topic: health, Body: []byte(healthUp), QoS: 1, Retain: true}}
		},
		Up:   func() { g.post.line(true, time.Now()) },
		Down: func(error) { g.post.line(false, time.Now()) },
		Log:  g.log,
	})
	return nil
}

func (g *gateway) statusTopic() string { return "foyer/" + g.config.Venue + "/status" }

// hear takes what the controller says.
func (g *gateway) hear(d link.Delivery) {
	switch d.Topic {
	case g.statusTopic():
		g.clock.status(d.Body, d.Retain, time.Now())
	case g.topic("ack"):
		g.post.acked(time.Now(), d.Body)
	}
	if d.Ack != nil {
		d.Ack()
	}
}

func (g *gateway) buildPost() (err error) {
	o := spool.Options{Boot: g.boot, Bytes: g.config.SpoolMB << 20}
	var disk *spool.Disk
	var shelf spool.Shelf // stays nil without a disk
	var kept []spool.Kept
	file := ""
	if g.config.Spool != "" {
		if disk, kept, err = spool.OpenDisk(g.config.Spool, g.boot); err != nil {
			return err
		}
		shelf, file = disk, filepath.Join(g.config.Spool, "facts.json")
		g.log.Info("what was kept is sent again", "messages", len(kept))
	}
	g.post = newPost(g.topic("sighting"), spool.New(o, shelf, kept), disk, g.link, g.log)
	g.facts, err = newFacts(file, g.link, g.clock.there, g.log)
	return err
}

// Run runs everything until ctx ends, or until a part of it cannot go on.
func (g *gateway) Run(ctx context.Context) error {
	parts := []func(context.Context) error{g.link.Run, g.listen, g.beat, g.post.Run, g.facts.Run, g.tell}
	return together(ctx, append(parts, g.panelParts()...))
}

// together runs every part, ends all when one fails, and waits for them.
func together(ctx context.Context, parts []func(context.Context) error) error {
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	ended := make(chan error)
	for _, part := range parts {
		go func() { ended <- part(ctx) }()
	}
	var errs []error
	for range parts {
		if err := <-ended; err != nil {
			errs = append(errs, err)
			stop()
		}
	}
	return errors.Join(errs...)
}

// listen hears until ctx ends. A recording that is over is silence.
func (g *gateway) listen(ctx context.Context) error {
	if err := g.source.Listen(ctx, g.ears.hear); err != nil {
		return err
	}
	if ctx.Err() == nil {
		g.log.InfoContext(ctx, "the recording is over")
	}
	return nil
}

// beat hands over what was heard in each stretch, until ctx ends.
func (g *gateway) beat(ctx context.Context) error {
	tick := time.NewTicker(stretch)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-tick.C:
		}
		list := g.ears.flush()
		for i := range list {
			list[i].At = g.clock.correct(list[i].At)
		}
		g.post.take(time.Now(), list)
	}
}

// reload reads the file of tags again if it was written since. One with a
// mistake changes nothing.
func (g *gateway) reload() {
	at := written(g.config.Tags)
	if at.Equal(g.rolled) {
		return
	}
	g.rolled = at
	r, err := readRoll(g.config.Tags, g.config.EIDs)
	if err != nil {
		g.log.Error("the old tags stay in force", "err", err)
		return
	}
	g.ears.roll.Store(r)
	g.log.Info("new tags are in force", "tags", len(r.names))
}

func written(file string) time.Time {
	if file == "" {
		return time.Time{}
	}
	s, err := os.Stat(file)
	if err != nil {
		return time.Time{}
	}
	return s.ModTime()
}

// factID is an id that nobody has used.
func factID(kind, id string) string { return fmt.Sprintf("%s-%s-%s", newBoot(), kind, id) }
