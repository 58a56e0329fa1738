package main

import (
	"bytes"
	"cmp"
	"context"
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"sync/atomic"
	"time"

	"foyer/beacons"
	"foyer/beacons/link"
	"foyer/beacons/locate"
	"foyer/beacons/wire"
	"foyer/controller/broker"
	"foyer/controller/console"
	"foyer/controller/people"
	"foyer/controller/store"
	"foyer/controller/venue"
	"foyer/devices/dj/songs"
	"foyer/rules"
	"foyer/rules/draw"
	"foyer/rules/parse"
)

// settings are what a start decides beside the venue file.
type settings struct {
	clock clock
	speed float64 // for the page
	// stepped says that the clock stands still between steps: nothing may
	// linger by the machine's time.
	stepped  bool
	probe    time.Duration // how long a bridge may be silent; 0 = the driver's
	brokerAt string        // where the embedded broker listens, "" = 127.0.0.1:1883
	embedded string        // which embedded store, "" = the best there is
	owner    string
	people   []venue.Enrolment
	radio    locate.Map                          // empty = by the plan
	songs    *songs.Catalogue                    // nil = no DJ has told theirs
	gone     func(token string, since time.Time) // set by assemble: a phone lost the app
	held     func(rules.Effect) bool             // set by assemble: it must not be done for now
	// Set by assemble: who is in a zone, and how those who asked are answered.
	present func(context.Context, beacons.Zone) ([]beacons.Person, error)
	answer  func(context.Context, venue.Answered) error
	secret  []byte // the venue's own
	log     *slog.Logger
}

// controller is everything joined, ready to run.
type controller struct {
	config config
	set    settings
	stages stages

	store     *store.Store
	broker    *broker.Broker // nil when one is configured
	hearing   *link.Link
	speaking  *link.Link
	loop      *loop
	intake    *intake
	acks      *acks
	outboxes  *outboxes
	gear      *gear
	announcer *announcer
	feed      *feed
	rules     *rulebook
	page      *page
	history   *chronicle
	listener  net.Listener
	// attendees is what people may ask about themselves.
	attendees *console.Attendee
	started   time.Time
	mute      atomic.Bool // the broker takes what we say and says nothing
	mutedAt   time.Time   // which line it was that went mute, by when it came up
}

// assemble opens the store, loads the venue and joins everything. Close ends
// what it opened, also after an error of Run.
func assemble(ctx context.Context, c config, set settings) (_ *controller, err error) {
	f := &controller{config: c, set: set, started: time.Now()}
	defer func() {
		if err != nil {
			err = errors.Join(err, f.close())
		}
	}()
	if f.store, err = openStore(ctx, c, set); err != nil {
		return nil, err
	}
	state, err := f.store.Load(ctx)
	if err != nil {
		return nil, err
	}
	if state.Secret, err = secret(ctx, f.store); err != nil {
		return nil, err
	}
	if err := f.openBroker(); err != nil {
		return nil, err
	}
	if f.rules, err = newRulebook(ctx, c, set, f.store, state); err != nil {
		return nil, err
	}
	f.feed = newFeed(f.rules.now.Load().book)
	f.set.gone = func(token string, since time.Time) {
		f.loop.inbox.put(venue.Unreachable{Token: token, Since: since}, nil)
	}
	f.set.secret = state.Secret
	f.set.held = func(e rules.Effect) bool { return f.loop.stops.Load().Holds(e) }
	f.set.present = func(ctx context.Context, z beacons.Zone) ([]beacons.Person, error) { return f.loop.present(ctx, z) }
	f.set.answer = func(ctx context.Context, in venue.Answered) error { return f.loop.tell(ctx, in) }
	if f.gear, err = newGear(ctx, c, f.set, f.store, func(p rules.Publish) { f.outboxes.messages.Put(p) }); err != nil {
		return nil, err
	}
	if f.announcer, err = newAnnouncer(ctx, c, f.store, f.say); err != nil {
		return nil, err
	}
	f.history = openChronicle(c, set.clock.Now(), state, set.log)
	f.join(state)
	if f.listener, err = net.Listen("tcp", c.Listen); err != nil {
		return nil, fmt.Errorf("pages: %w", err)
	}
	if f.attendees, err = f.attendee(); err != nil {
		return nil, err
	}
	f.stage()
	f.begin(state)
	return f, nil
}

func openStore(ctx context.Context, c config, set settings) (*store.Store, error) {
	data := c.path(c.Data)
	if err := os.MkdirAll(data, 0o700); err != nil {
		return nil, fmt.Errorf("data directory: %w", err)
	}
	return store.Open(ctx, store.Config{
		Redis: c.Store.Redis.All(), Master: c.Store.Master, User: c.Store.User, Password: c.Store.Password,
		Dir: data, Venue: c.Venue, Owner: set.owner, Embedded: set.embedded,
	}, set.log)
}

// openBroker starts the embedded broker when none is configured.
func (f *controller) openBroker() (err error) {
	if f.config.Broker.URL != "" {
		return nil
	}
	if f.broker, err = broker.New(cmp.Or(f.set.brokerAt, "127.0.0.1:1883"), f.set.log); err != nil {
		return err
	}
	f.config.Broker.URL = "mqtt://" + f.broker.Addr()
	return nil
}

// join makes the road: hearing, intake, inbox, venue, commit, outboxes.
func (f *controller) join(state venue.State) {
	c, log := f.config, f.set.log
	in := newInbox()
	v := venue.New(c.plan(), state)
	v.Use(f.set.radio)
	f.loop = newLoop(v, f.set.clock, in, f.set.stepped, log)
	f.acks = newAcks(c.Venue, state.Marks, f.say)
	decoder := wire.NewDecoder(c.Venue, c.plan(), c.wireProducers())
	f.intake = newIntake(decoder, f.set.clock, in, f.acks, log)
	f.intake.songs = f.set.songs
	f.outboxes = newOutboxes(f.gear.drivers(f.store, publisher{topic: "foyer/" + c.Venue + "/", publish: f.say}), f.set.clock, f.feed,
		f.set.held, func(s venue.Settled) { in.put(s, nil) }, log)
	f.loop.release = f.outboxes.release
	f.rules.waiting, f.rules.tell, f.rules.told, f.rules.acted = f.loop.waiting, f.loop.tell, f.feed.publish, f.loop.acted
	f.hearing = link.New(f.linkOptions("hear", func(o *link.Options) {
		for _, filter := range decoder.Filters() {
			o.Subscribe = append(o.Subscribe, link.Filter{Topic: filter.Topic, QoS: filter.QoS})
		}
		o.Hear, o.Rest, o.Eager = f.intake.hear, f.intake.rest, f.set.stepped
		o.Up = func() { f.intake.turned(true) }
		o.Down = func(error) { f.intake.turned(false) }
	}))
	f.speaking = link.New(f.linkOptions("speak", func(o *link.Options) {
		o.Clean = true
		o.Will = &link.Message{Topic: f.statusTopic(), Body: []byte(`{"up":false}`), QoS: 1, Retain: true}
		o.Birth = func() []link.Message { return f.birth() }
		o.Up = f.loop.retell
	}))
	f.gear.connect(f.linkOptions)
	f.page = &page{
		name: c.Venue, plan: c.plan(), clock: f.set.clock, rules: f.rules, speed: f.set.speed, loop: f.loop, intake: f.intake,
		feed: f.feed, gear: f.gear, out: f.outboxes, store: f.store, line: f.linePart,
	}
}

// birth is everything that a new connection says first: the broker keeps
// nothing of ours.
func (f *controller) birth() []link.Message {
	messages := append(f.acks.birth(), f.status(), f.stopsMessage())
	messages = append(messages, f.drawsBirth()...)
	messages = append(messages, f.announcer.wanted...)
	return append(messages, f.gear.birth(f.config)...)
}

// linkOptions are one connection to the broker. Speaking and hearing are two:
// the embedded broker mixes up the numbers of one that does both.
func (f *controller) linkOptions(role string, more func(*link.Options)) link.Options {
	b := f.config.Broker
	o := link.Options{URL: b.URL, Client: "foyer-" + f.config.Venue + "-" + role, User: b.User, Password: b.Password, TLS: f.gear.tls, Log: f.set.log}
	more(&o)
	return o
}

// say publishes on the speaking connection.
func (f *controller) say(ctx context.Context, m link.Message) error {
	return f.speaking.Publish(ctx, m)
}

// stage says what runs, in the order in which it stops.
func (f *controller) stage() {
	commits := &committer{store: f.store, loop: f.loop, release: f.outboxes.release, tell: f.acks.tell, note: f.history.write, log: f.set.log}
	at := counter{loop: f.loop}
	web := console.New(console.Options{
		State: f.page.state, Answers: f.answers(), Rules: f.desk(), Press: f.gear.press(f.rules), Log: f.set.log,
		Pair: func(ctx context.Context, bridge string, say func(string)) error {
			return f.gear.pairHere(ctx, f.config, bridge, say)
		},
		Redeem: at.redeem, Draw: at.draw, List: at.list, Script: draw.Script(), Schema: parse.Schema(),
		Webhooks: f.gear.hooks.desk(func() *time.Location { return f.rules.now.Load().place() }), Attendee: f.attendees, Hosts: f.config.People.Hosts.All(),
		Staff: f.outboxes.crew.mark,
	})
	f.stages.add(f.hearing.Run, f.intake.Run)
	f.stages.add(f.loop.Run)
	f.stages.add(commits.Run)
	f.stages.add(append(append(f.outboxes.runs(), f.gear.runs()...), f.gear.watchKeys(f.config))...)
	f.stages.add(f.acks.Run, f.speaking.Run, f.announcer.Run, f.beat, web.Run, f.serve(web.Handler()))
	if f.broker != nil {
		f.stages.add(f.broker.Run)
	}
	f.stages.add(f.store.Run)
}

// begin tells the venue its rules and people before anything is heard, and
// lets go again what was on its way when we last ended.
func (f *controller) begin(state venue.State) {
	f.loop.inbox.put(f.rules.now.Load().ruled(), nil)
	f.loop.inbox.put(venue.Enrolled{People: f.set.people}, func() { f.outboxes.release(state.Out); f.gear.hooks.begin() })
}

// serve serves the pages until ctx ends.
func (f *controller) serve(handler http.Handler) func(context.Context) error {
	server := &http.Server{Handler: handler, ReadHeaderTimeout: 5 * time.Second, ErrorLog: slog.NewLogLogger(f.set.log.Handler(), slog.LevelDebug)}
	return func(ctx context.Context) error {
		stop := context.AfterFunc(ctx, func() { _ = server.Close() })
		defer stop()
		if err := server.Serve(f.listener); !errors.Is(err, http.ErrServerClosed) {
			return fmt.Errorf("pages: %w", err)
		}
		return nil
	}
}

// Run runs everything until ctx ends.
func (f *controller) Run(ctx context.Context) error { return f.stages.Run(ctx) }

func (f *controller) close() error {
	var errs []error
	if f.listener != nil {
		_ = f.listener.Close() // the server closes it too
	}
	if f.history != nil {
		errs = append(errs, f.history.close())
	}
	if f.store != nil {
		errs = append(errs, f.store.Close())
	}
	return errors.Join(errs...)
}

func (f *controller) statusTopic() string { return "foyer/" + f.config.Venue + "/status" }

// status is how we are, for anyone on the broker.
func (f *controller) status() link.Message {
	body, _ := json.Marshal(f.statusNow()) // plain fields: it always encodes
	return link.Message{Topic: f.statusTopic(), Body: body, QoS: 1, Retain: true}
}

type status struct {
	Up        bool   `json:"up"`
	At        int64  `json:"at"` // Unix ms, of the venue's clock
	Sightings uint64 `json:"sightings"`
	Unknown   uint64 `json:"unknown"` // of tags that nobody carries
	Visits    uint64 `json:"visits"`
	Dropped   uint64 `json:"dropped"`
	Waiting   int    `json:"waiting"` // pushes on their way
}

func (f *controller) statusNow() status {
	s := status{Up: true, At: f.set.clock.Now().UnixMilli(), Dropped: f.loop.inbox.lost(), Waiting: f.outboxes.pushes.Depth()}
	if picture := f.loop.picture.Load(); picture != nil {
		s.Sightings, s.Unknown, s.Visits = picture.Counts.Sightings, picture.Counts.Unknown, picture.Counts.Visits
	}
	return s
}

const muteText = "The broker does not answer: it hangs, or the cable to it is out."

// hangs is how long a broker may take to answer one beat.
const hangs = 2 * time.Second

// beat publishes the status each second until ctx ends. A broker that takes it
// and does not answer hangs, or its cable is pulled: no connection breaks then
// for half a minute, so silence must not be believed from here on.
func (f *controller) beat(ctx context.Context) error {
	tick := time.NewTicker(time.Second)
	defer tick.Stop()
	forged := newForgeries(f.intake.refused)
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-tick.C:
			forged.tell(f.loop.picture.Load())
			asked, cancel := context.WithTimeout(ctx, hangs)
			f.answered(ctx, f.say(asked, f.status())) // the next one is a second away
			cancel()
		}
	}
}

// answered takes the outcome of one beat. A line that broke tells by itself.
func (f *controller) answered(ctx context.Context, err error) {
	hung := errors.Is(err, context.DeadlineExceeded)
	switch {
	case f.set.stepped || ctx.Err() != nil || hung == f.mute.Load():
	case hung:
		f.mute.Store(true)
		f.mutedAt = f.hearing.Health().Since
		f.intake.turned(false)
	case err == nil:
		f.mute.Store(false)
		if health := f.hearing.Health(); health.Up && health.Since.Equal(f.mutedAt) {
			f.intake.turned(true)
		}
	}
}

// linePart is the broker's line, for the page.
func (f *controller) linePart() console.Part {
	part := console.Part{Name: "broker", State: console.PartOK}
	for _, l := range []*link.Link{f.hearing, f.speaking} {
		health := l.Health()
		if part.Since.Before(health.Since) {
			part.Since = health.Since
		}
		if !health.Up || health.Problem != "" {
			part.State, part.Text = console.PartDown, "No line to the broker: "+health.Problem
		}
	}
	if f.mute.Load() {
		part.State, part.Text = console.PartDown, muteText
	}
	if part.State == console.PartDown && time.Since(f.started) < 5*time.Second {
		part.State = console.PartStarting
	}
	return part
}

// tlsOf is how the broker is spoken to over TLS; nil = the machine's way.
func tlsOf(c config) (*tls.Config, error) {
	b := c.Broker
	if b.CA == "" && b.Cert == "" {
		return nil, nil //nolint:nilnil // nil is the machine's way
	}
	t := &tls.Config{MinVersion: tls.VersionTLS12}
	if b.CA != "" {
		pem, err := os.ReadFile(c.path(b.CA))
		if err != nil {
			return nil, fmt.Errorf("broker: ca: %w", err)
		}
		t.RootCAs = x509.NewCertPool()
		if !t.RootCAs.AppendCertsFromPEM(pem) {
			return nil, fmt.Errorf("broker: ca: %s holds no certificate", filepath.Base(b.CA))
		}
	}
	if b.Cert != "" {
		pair, err := tls.LoadX509KeyPair(c.path(b.Cert), c.path(b.Key))
		if err != nil {
			return nil, fmt.Errorf("broker: cert: %w", err)
		}
		t.Certificates = []tls.Certificate{pair}
	}
	return t, nil
}

// loadPeople reads the registrations a venue file names, and logs bad rows by
// line: their reasons hold no names.
func loadPeople(c config, log *slog.Logger) ([]venue.Enrolment, error) {
	if c.People.Registrations == "" {
		return nil, nil
	}
	list, err := os.ReadFile(c.path(c.People.Registrations))
	if err != nil {
		return nil, fmt.Errorf("registrations: %w", err)
	}
	enrolled, problems, err := people.Read(bytes.NewReader(list))
	for _, p := range problems {
		log.Warn("a registration was not taken whole; `foyer check` says why", "component", "people", "line", p.Line)
	}
	return enrolled, err
}

// failed is the error of a file with mistakes, which foyer check shows.
func failed(problems []parse.Problem) error {
	for _, p := range problems {
		if p.Severity == parse.Error {
			return fmt.Errorf("%s\n(foyer check shows every mistake)", p)
		}
	}
	return nil
}
