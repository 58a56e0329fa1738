// Package console is the door for people with a browser: it serves the pages,
// the venue's state as JSON and every change of it as server-sent events.
//
// It promises that a page shows one complete moment of the venue, that a slow
// browser gets the newest state and never a queue of old ones, and that nothing
// outside the machine is ever loaded. No GET changes anything. What may be
// posted becomes one input of the venue, through the functions of Options, and
// is answered once it is safe. It knows the venue only by the State it is given,
// which holds no name, no token and no push address, and by those answers.
package console

import (
	"context"
	"log/slog"
	"net/http"
	"sync/atomic"
	"time"
)

const (
	// beat is how often a changed state is looked for: four times a second is
	// as fast as an eye reads a number.
	beat = 250 * time.Millisecond
	// maxStreams bounds the pages that may be open at once.
	maxStreams = 64
)

// Options is what a Console needs.
type Options struct {
	// State gives the newest state, or nil before there is one. It is called
	// from several goroutines; what it returned must not change any more.
	State func() *State
	Log   *slog.Logger
	// Hosts are names, without port, under which people reach the page of their
	// personal link from outside, and nothing else. Everything is open on
	// loopback only. Any other Host header is refused, so that a foreign page
	// cannot make a browser read ours by DNS rebinding.
	Hosts []string
	// Answers are the ways to ask about people and rules; nil = there are none.
	Answers *Answers
	// Redeem and Draw tell the venue, and give its answer once it is safe; an
	// error says that none came in time. Without one there is no such page.
	Redeem func(context.Context, Redemption) (Answer, error)
	Draw   func(context.Context, Seed) (Answer, error)
	// List is the published list of a draw, "" while there is none; Script
	// checks one.
	List   func(reward string) string
	Script string
	// Schema is the JSON Schema of a rules file, for editors.
	Schema []byte
	// Press does what a DJ's button says, and gives the list once it is safe; nil
	// = there are no buttons.
	Press func(context.Context, Press) (DJList, error)
	// Pair asks the bridge at an address for a key, and says what it does in
	// whole sentences; an error is one more. nil = there is no bridge.
	Pair func(ctx context.Context, bridge string, say func(string)) error
	// Rules is what may be done with the rules; nil = nothing.
	Rules *Rules
	// Attendee is what people may ask about themselves; nil = nothing.
	Attendee *Attendee
	// Staff says that somebody has seen to a line; nil = there are none.
	Staff func(context.Context, StaffWish) error
	// Webhooks is what may be done with webhooks; nil = nothing.
	Webhooks *Webhooks
}

// Console serves the pages. Make it with New.
type Console struct {
	options Options
	newest  atomic.Pointer[moment]
	bell    *bell
	streams chan struct{} // one slot a stream
	over    chan struct{} // closed when Run ends
	page    string        // names the built page
}

// New returns a Console that shows what o.State gives.
func New(o Options) *Console {
	return &Console{options: o, bell: newBell(), streams: make(chan struct{}, maxStreams), over: make(chan struct{}), page: name(built())}
}

// Handler answers the pages and the API behind the guards of every request.
func (c *Console) Handler() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /api/state", c.state)
	mux.HandleFunc("GET /api/live", c.live)
	mux.HandleFunc("GET /api/experiments", c.experiments)
	mux.HandleFunc("GET /api/funnel", c.funnel)
	mux.HandleFunc("GET /healthz", func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte("ok\n")) })
	c.answers(mux)
	c.attendee(mux)
	c.pressed(mux)
	mux.HandleFunc("POST /api/redeem", c.redeem)
	mux.HandleFunc("POST /api/draw", c.draw)
	mux.HandleFunc("POST /api/pair", c.pair)
	mux.HandleFunc("GET /draw/{name}/list.txt", c.list)
	mux.HandleFunc("GET /draw/verify.py", c.script)
	mux.HandleFunc("GET /schema/rules.v1.json", c.schema)
	if c.options.Rules != nil {
		c.options.Rules.handle(mux)
	}
	if c.options.Staff != nil {
		mux.HandleFunc("POST /api/staff/done", wished(func(ctx context.Context, wish StaffWish) (any, error) {
			return wish, c.options.Staff(ctx, wish)
		}))
	}
	if c.options.Webhooks != nil {
		c.options.Webhooks.handle(mux)
	}
	mux.Handle("GET /", pages(built()))
	return guard(c.options.Hosts, http.NewCrossOriginProtection().Handler(mux))
}

// Run wakes the open pages when the state has changed, until ctx ends; then it
// ends their streams, so that the server can shut down. Call it once. It
// returns nil.
func (c *Console) Run(ctx context.Context) error {
	defer close(c.over)
	tick := time.NewTicker(beat)
	defer tick.Stop()
	var shown *State
	for {
		if len(c.streams) == 0 { // nobody looks, and encoding is work
			shown = nil
			c.newest.Store(nil)
		} else if now := c.options.State(); now != nil && now != shown {
			shown = now
			c.show(now)
		}
		select {
		case <-ctx.Done():
			return nil
		case <-tick.C:
		}
	}
}

// show makes a state the newest one and wakes whoever waits for it.
func (c *Console) show(s *State) {
	m, err := newMoment(s)
	if err != nil {
		c.options.Log.Error("state cannot be shown", "error", err)
		return
	}
	c.newest.Store(m)
	c.bell.ring()
}
