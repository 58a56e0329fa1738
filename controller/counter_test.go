package main

import (
	"context"
	"encoding/json"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"foyer/beacons"
	"foyer/controller/console"
	"foyer/controller/store"
	"foyer/controller/venue"
	"foyer/rules"
)

// TestCounterAnswersWhatIsSafe posts to the real pages, whose venue writes to a
// real store, and asks again after a restart.
func TestCounterAnswersWhatIsSafe(t *testing.T) {
	dir := t.TempDir()
	first := openCounter(t, dir)
	for _, c := range []struct {
		path, body string
		status     int
		says       string
	}{
		{"/api/redeem", `{"code":"AAA-1"}`, 409, "not given to anyone yet"},
		{"/api/redeem", `{"code":"ZZZ"}`, 404, "no such code"},
		{"/api/redeem", `{"person":"ada","reward":"kit","id":"k1"}`, 409, "given nothing of kit"},
		{"/api/draw", `{"draw":"prize","seed":"7f3a"}`, 200, `"person":"ada"`},
		{"/api/draw", `{"draw":"prize","seed":"8888"}`, 409, "The first seed stands"},
		{"/api/redeem", `{"person":"ada","reward":"prize"}`, 200, "Redeemed now"},
	} {
		if status, said := first.post(c.path, c.body); status != c.status || !strings.Contains(said, c.says) {
			t.Errorf("POST %s %s: got %d %s, want %d with %q", c.path, c.body, status, said, c.status, c.says)
		}
	}
	first.close()
	second := openCounter(t, dir)
	defer second.close()
	if status, said := second.post("/api/redeem", `{"person":"ada","reward":"prize"}`); status != 409 || !strings.Contains(said, "redeemed at") {
		t.Errorf("the prize again after a restart: got %d %s, want 409, redeemed before", status, said)
	}
	if status, said := second.post("/api/draw", `{"draw":"prize","seed":"7f3a"}`); status != 200 || !strings.Contains(said, "was drawn at") {
		t.Errorf("the first seed after a restart: got %d %s, want the winners again", status, said)
	}
	if string(first.secret) != string(second.secret) || len(first.secret) != 32 {
		t.Errorf("the secret after a restart: got %x, want %x", second.secret, first.secret)
	}
}

// opened is a venue behind its pages, with a store and no broker.
type opened struct {
	t       *testing.T
	store   *store.Store
	loop    *loop
	handler http.Handler
	secret  []byte
	stop    context.CancelFunc
	done    chan error
}

func openCounter(t *testing.T, dir string) *opened {
	t.Helper()
	log := slog.New(slog.DiscardHandler)
	s, err := store.Open(t.Context(), store.Config{Dir: dir, Venue: "v", Owner: "test", Embedded: "memory"}, log)
	if err != nil {
		t.Fatal(err)
	}
	state, err := s.Load(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if state.Secret, err = secret(t.Context(), s); err != nil {
		t.Fatal(err)
	}
	clock := newSteppedClock(time.Date(2026, 5, 9, 9, 0, 0, 0, time.UTC))
	l := newLoop(venue.New(beacons.Plan{}, state), clock, newInbox(), true, log)
	l.release = func([]rules.Effect) {}
	commits := &committer{store: s, loop: l, release: l.release, tell: func([]venue.Mark) {}, note: func([]venue.Told) {}, log: log}
	ctx, stop := context.WithCancel(t.Context())
	o := &opened{t: t, store: s, loop: l, secret: state.Secret, stop: stop, done: make(chan error, 2)}
	go func() { o.done <- l.Run(ctx) }()
	go func() { o.done <- commits.Run(context.WithoutCancel(ctx)) }()
	at := counter{loop: l}
	o.handler = console.New(console.Options{State: func() *console.State { return nil }, Log: log, Redeem: at.redeem, Draw: at.draw, List: at.list}).Handler()
	o.furnish(clock)
	return o
}

// furnish lets ada ask for a song while the draw is open, which enters her, and
// then closes it.
func (o *opened) furnish(clock *steppedClock) {
	opens := clock.Now()
	o.loop.inbox.put(venue.Ruled{Book: &rules.Book{
		Calendar: rules.Calendar{ID: "e", Place: time.UTC, Opens: opens, Closes: opens.Add(time.Hour)},
		Pools: []rules.Pool{
			{Name: "gift", Codes: []string{"AAA-1"}, Rows: []int{2}, File: "gift.csv"},
			{Name: "kit", Codes: []string{"1"}, Stock: 1},
			{Name: "prize", Draw: &rules.Draw{Name: "e prize", Winners: 1, At: opens.Add(time.Minute), Salt: "s", Seed: "later"}},
		},
		Rules: []rules.Rule{{ID: "enter", When: rules.When{Kind: rules.Mentioned, From: []string{"app"}}, Wait: rules.Wait{Until: -1}, Then: []rules.Then{{Reward: "prize"}}}},
	}}, nil)
	ada := rules.Profile{Person: "ada", Consents: []rules.Purpose{rules.Location}}
	o.loop.inbox.put(venue.Enrolled{People: []venue.Enrolment{{Profile: ada, Tags: []beacons.Tag{"b1"}}}}, nil)
	o.loop.inbox.put(venue.Asked{ID: "a1", Phone: "b1", Mention: rules.Mention{Song: "x", From: "app", Match: 1}, At: opens}, nil)
	o.wait()
	clock.Advance(opens.Add(2 * time.Minute))
	o.loop.inbox.put(venue.Waited{}, nil)
	o.wait()
}

func (o *opened) wait() {
	if err := o.loop.flushed(o.t.Context()); err != nil {
		o.t.Fatal(err)
	}
}

func (o *opened) post(path, body string) (status int, said string) {
	o.t.Helper()
	r := httptest.NewRequest(http.MethodPost, "http://localhost"+path, strings.NewReader(body))
	r.Header.Set("Content-Type", "application/json")
	w := httptest.NewRecorder()
	o.handler.ServeHTTP(w, r)
	if !json.Valid(w.Body.Bytes()) {
		o.t.Errorf("POST %s: got %q, want JSON", path, w.Body)
	}
	return w.Code, w.Body.String()
}

func (o *opened) close() {
	o.stop()
	for range 2 {
		if err := <-o.done; err != nil {
			o.t.Error(err)
		}
	}
	if err := o.store.Close(); err != nil {
		o.t.Error(err)
	}
}
