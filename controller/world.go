package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"net"
	"os"
	"path/filepath"
	"time"

	"foyer/beacons"
	"foyer/beacons/link"
	"foyer/controller/people"
	"foyer/deploy"
	"foyer/firmware-sim/bridge"
	"foyer/firmware-sim/crowd"
	"foyer/firmware-sim/gateways"
	"foyer/firmware-sim/phones"
)

// world is the demo: everything outside Foyer that does not exist, and the
// controller that does not know it.
type world struct {
	options    demoOptions
	clock      *steppedClock
	speed      float64   // 0 = as fast as the machine can
	due        time.Time // when the clock may next move on, in real time
	began      time.Time
	ends       time.Time
	crowd      *crowd.Crowd
	bridge     *bridge.Bridge
	phones     *phones.Service
	line       *gateways.Line
	air        *link.Link // the gateways' connection
	answers    *link.Link // and the one on which they hear
	controller *controller
	stages     stages
	gathered   map[beacons.Anchor][]beacons.Sighting
	anchors    []beacons.Anchor // of gathered, as they first spoke
}

// newWorld writes a whole venue into the data folder, as a technician would
// find it, and starts everything that listens.
func newWorld(ctx context.Context, o demoOptions, speed float64) (*world, error) {
	w := &world{options: o, began: time.Now(), gathered: map[beacons.Anchor][]beacons.Sighting{}}
	if err := unpack(o.data); err != nil {
		return nil, fmt.Errorf("demo: %w", err)
	}
	c, problems, err := readConfig(filepath.Join(o.data, "venue.yaml"))
	if err = errors.Join(err, failed(problems)); err != nil {
		return nil, err
	}
	book, found, err := readRules(c, c.path(c.Rules))
	if err = errors.Join(err, failed(found)); err != nil {
		return nil, err
	}
	opens := book.Calendar.Opens
	w.ends = book.Calendar.Closes
	if o.days > 0 {
		w.ends = opens.Add(o.days)
	}
	w.crowd = crowd.New(o.seed, c.plan(), o.people, opens, book.Calendar.Closes)
	set := settings{owner: "demo", embedded: o.store, log: o.logger(), brokerAt: "127.0.0.1:0"}
	// A clock that stands still between steps: so the same crowd gives the
	// same decisions at any speed and on any machine.
	w.clock, w.speed = newSteppedClock(opens), speed
	set.clock, set.speed, set.stepped = w.clock, speed, true
	set.probe = time.Minute // a silent bridge is asked by a clock that flies
	if err := w.pretend(&c); err != nil {
		return nil, err
	}
	if set.people, _, err = people.Read(bytes.NewReader(w.crowd.Registrations())); err != nil {
		return nil, err
	}
	c.Listen = freeNear(o.listen)
	if w.controller, err = assemble(ctx, c, set); err != nil {
		return nil, err
	}
	w.connect(c)
	return w, nil
}

// unpack writes the shipped example venue into a folder, and leaves what is
// there already: it may have been edited.
func unpack(folder string) error {
	return fs.WalkDir(deploy.Files, ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		path := filepath.Join(folder, name)
		if entry.IsDir() {
			return os.MkdirAll(path, 0o700)
		}
		if _, err := os.Stat(path); err == nil {
			return nil
		}
		content, err := deploy.Files.ReadFile(name)
		if err != nil {
			return err
		}
		return os.WriteFile(path, content, 0o600)
	})
}

// pretend starts the bridge and the phones, and lets the venue file name them.
func (w *world) pretend(c *config) (err error) {
	w.bridge, err = bridge.Config{Addr: "127.0.0.1:0", Now: w.clock.Now, Seed: w.options.seed}.Start()
	if err != nil {
		return fmt.Errorf("demo: pretend bridge: %w", err)
	}
	if w.phones, err = phones.Start("127.0.0.1:0"); err != nil {
		return fmt.Errorf("demo: pretend phones: %w", err)
	}
	for i := range c.Lights { // all of the example are of kind hue
		c.Lights[i].Bridge = w.bridge.URL()
	}
	c.Push.APNs.Host = w.phones.URL()
	c.Push.APNs.Topic, c.Push.APNs.TeamID, c.Push.APNs.KeyID = phones.Topic, phones.TeamID, phones.KeyID
	c.Broker, c.Store = brokerConfig{}, storeConfig{}
	for name, content := range map[string][]byte{
		"hue.key": []byte(w.bridge.Key()), "apns.p8": w.phones.Key(), "apns-ca.pem": w.phones.CA(),
		"registrations.csv": w.crowd.Registrations(),
	} {
		if err := os.WriteFile(filepath.Join(w.options.data, name), content, 0o600); err != nil {
			return fmt.Errorf("demo: %w", err)
		}
	}
	return nil
}

// connect joins the gateways to the broker. They publish and hear on two
// connections, as ours do.
func (w *world) connect(c config) {
	url := w.controller.config.Broker.URL
	fleet := gateways.NewFleet(gateways.Options{Venue: c.Venue, Plan: c.plan(), Boot: fmt.Sprintf("%08x", time.Now().UnixNano()&0xffffffff), NumberPhones: true})
	w.air = link.New(link.Options{URL: url, Client: "gateways-air", Clean: true, Log: w.controller.set.log})
	w.line = gateways.NewLine(fleet, publishing{w.air})
	w.answers = link.New(link.Options{
		URL: url, Client: "gateways-hear", Clean: true, Log: w.controller.set.log,
		Subscribe: []link.Filter{{Topic: fleet.AckTopic()}},
		Eager:     true,
		Hear:      func(d link.Delivery) { _ = w.line.Acked(d.Topic, d.Body) }, // an answer we cannot read will come again
	})
	w.stages.add(w.line.Run, w.air.Run, w.answers.Run)
	w.stages.add(w.controller.Run)
	w.stages.add(w.bridge.Run, w.phones.Run)
}

// publishing is a link as the gateways know it.
type publishing struct{ link *link.Link }

// Publish publishes one message.
func (p publishing) Publish(ctx context.Context, topic string, body []byte, qos byte, retain bool) error {
	return p.link.Publish(ctx, link.Message{Topic: topic, Body: body, QoS: qos, Retain: retain})
}

func (w *world) run(ctx context.Context) error { return w.stages.Run(ctx) }

func (w *world) close() error { return w.controller.close() }

// freeNear is the address, or a free one on this machine when it is taken.
func freeNear(address string) string {
	l, err := net.Listen("tcp", address)
	if err != nil {
		return "127.0.0.1:0"
	}
	_ = l.Close() // it is listened on again at once
	return address
}
