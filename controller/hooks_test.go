package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"foyer/beacons"
	"foyer/controller/console"
	"foyer/controller/venue"
	"foyer/rules"
)

// outside is a service that is told webhooks, and answers as it is asked to.
type outside struct {
	*httptest.Server

	mu     sync.Mutex
	status int
	ids    []string
	bodies []string
}

func newOutside(tb testing.TB) *outside {
	tb.Helper()
	o := &outside{status: http.StatusNoContent}
	o.Server = httptest.NewServer(o)
	tb.Cleanup(o.Close)
	return o
}

// ServeHTTP notes what it is told.
func (o *outside) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, _ := io.ReadAll(r.Body)
	o.mu.Lock()
	defer o.mu.Unlock()
	o.ids, o.bodies = append(o.ids, r.Header.Get("webhook-id")), append(o.bodies, string(body))
	w.WriteHeader(o.status)
}

func (o *outside) answers(status int) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.status = status
}

func (o *outside) told() (ids, bodies []string) {
	o.mu.Lock()
	defer o.mu.Unlock()
	return append([]string(nil), o.ids...), append([]string(nil), o.bodies...)
}

// newHookSite is the example venue with a service outside, and a rule that
// tells it of hot leads.
func newHookSite(tb testing.TB, o *outside, more string) *site {
	tb.Helper()
	s := newSite(tb)
	s.end()
	secret := "whsec_" + strings.Repeat("QUJD", 11)
	s.add("crm.secret", secret+"\n")
	s.add("venue.yaml", fmt.Sprintf("\nwebhooks:\n  - {id: crm, url: %q, secret: file:crm.secret, private: true}\n%s", o.URL+"/in", more))
	s.write(s.edit("rules:\n", `rules:
  - id: hot-lead
    title: A hot lead
    when: {enter: bacon}
    consent: [location, sponsors]
    then:
      - webhook: {to: crm}
      - staff: {text: "{{person.first_name}} is at the bacon bar."}
`))
	s.start()
	return s
}

// add writes more into a file of the venue.
func (s *site) add(file, more string) {
	s.tb.Helper()
	f, err := os.OpenFile(filepath.Join(s.folder, file), os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o600)
	if err != nil {
		s.tb.Fatal(err)
	}
	if _, err := f.WriteString(more); err != nil {
		s.tb.Fatal(err)
	}
	if err := f.Close(); err != nil {
		s.tb.Fatal(err)
	}
}

// visits lets ada, who agreed to everything that is asked here, be found in a zone.
func (s *site) visits(zone beacons.Zone) {
	s.tb.Helper()
	now := s.set.clock.Now()
	ada := rules.Profile{Person: "ada", FirstName: "Ada", Registered: true, Consents: []rules.Purpose{rules.Location, rules.Sponsors}}
	s.loop.inbox.put(venue.Enrolled{People: []venue.Enrolment{{Profile: ada, Tags: []beacons.Tag{"badge-ada"}}}}, nil)
	s.loop.inbox.put(venue.Visited{Visit: beacons.Visit{Person: "ada", Zone: zone, From: now}, Heard: now}, nil)
	if err := s.loop.flushed(s.tb.Context()); err != nil {
		s.tb.Fatal(err)
	}
}

// webhooks runs a foyer webhooks command against the venue.
func (s *site) webhooks(args ...string) string {
	s.tb.Helper()
	var out bytes.Buffer
	if err := webhooksCommand(s.tb.Context(), append(args, "--at", s.client.at), &out); err != nil {
		return err.Error()
	}
	return out.String()
}

func TestServiceOutsideIsToldOverARestartUnderTheSameID(t *testing.T) {
	o := newOutside(t)
	o.answers(http.StatusServiceUnavailable)
	s := newHookSite(t, o, "")
	s.visits("bacon")
	waitFor(t, "the service was asked", func() bool { ids, _ := o.told(); return len(ids) > 0 })
	s.end()
	o.answers(http.StatusNoContent)
	before, _ := o.told()
	s.start()
	waitFor(t, "the service was told after the restart, and the venue knows", func() bool {
		ids, _ := o.told()
		return len(ids) > len(before) && s.gear.hooks.posts[0].out.Depth() == 0
	})
	ids, bodies := o.told()
	for _, id := range ids {
		if id != ids[0] || !strings.HasPrefix(id, "msg_") {
			t.Errorf("webhook-ids of the tries: %v, want the same in all", ids)
		}
	}
	var told struct {
		Type string
		Data map[string]string
	}
	if err := json.Unmarshal([]byte(bodies[0]), &told); err != nil {
		t.Fatal(err)
	}
	if told.Type != "rule.hot_lead" || told.Data["rule"] != "hot-lead" || told.Data["zone"] != "bacon" || told.Data["person"] != "ada" || strings.Contains(bodies[0], "Ada") {
		t.Errorf("told %s, want the rule, the zone and the person's id, and no name", bodies[0])
	}
	n := len(ids)
	if err := s.loop.flushed(t.Context()); err != nil {
		t.Fatal(err)
	}
	s.restart()
	s.visits("lounge")
	if again, _ := o.told(); len(again) != n {
		t.Errorf("requests after it was taken and another restart: %d, want %d", len(again), n)
	}
}

func TestWhatWasGivenUpIsKeptShownAndSentAgain(t *testing.T) {
	o := newOutside(t)
	o.answers(http.StatusBadRequest)
	s := newHookSite(t, o, "")
	s.visits("bacon")
	waitFor(t, "it was given up", func() bool { return len(s.gear.hooks.shelf.list()) == 1 })
	s.restart()
	shown := s.webhooks()
	if !strings.Contains(shown, "of hot-lead") || !strings.Contains(shown, "status 400") {
		t.Errorf("foyer webhooks after a restart: got %q, want the rule and why", shown)
	}
	part := s.partOf("webhook crm")
	if want := "One webhook was given up: webhook crm: status 400."; !strings.Contains(part.Text, want) {
		t.Errorf("the page says %q, want %q in it", part.Text, want)
	}
	if got := s.webhooks("again", "nonsense"); !strings.Contains(got, "Nothing that was given up is called") {
		t.Errorf("again nonsense: got %q", got)
	}
	o.answers(http.StatusNoContent)
	if got := s.webhooks("again", "all"); got != "1 on the way again.\n" {
		t.Errorf("again all: got %q", got)
	}
	waitFor(t, "it was taken and is forgotten", func() bool { return len(s.gear.hooks.shelf.list()) == 0 })
	if ids, _ := o.told(); len(ids) != 2 || ids[0] != ids[1] {
		t.Errorf("webhook-ids: %v, want the same twice", ids)
	}
	if text := s.partOf("webhook crm").Text; text != "" {
		t.Errorf("the page says %q after it was taken, want nothing", text)
	}
}

func TestServiceThatAskedToBeLeftAloneIsAskedAgainOnlyByHand(t *testing.T) {
	o := newOutside(t)
	o.answers(http.StatusGone)
	s := newHookSite(t, o, "")
	s.visits("bacon")
	waitFor(t, "it was given up", func() bool { return len(s.gear.hooks.shelf.list()) == 1 })
	s.restart()
	o.answers(http.StatusNoContent)
	if part := s.partOf("webhook crm"); !strings.Contains(part.Text, "asked to be left alone") {
		t.Errorf("the page after a restart says %q, want that it asked to be left alone", part.Text)
	}
	if got := s.webhooks("try", "crm"); !strings.Contains(got, "left alone") {
		t.Errorf("foyer webhooks try: got %q, want that it is left alone", got)
	}
	if ids, _ := o.told(); len(ids) != 1 {
		t.Errorf("requests to who asked to be left alone: %d, want 1", len(ids))
	}
	if got := s.webhooks("again", "crm"); got != "1 on the way again.\n" {
		t.Errorf("again crm: got %q", got)
	}
	waitFor(t, "it was taken", func() bool { return len(s.gear.hooks.shelf.list()) == 0 })
	if got := s.webhooks("try", "crm"); !strings.HasPrefix(got, "crm took it after ") {
		t.Errorf("foyer webhooks try: got %q, want how long it took", got)
	}
}

// partOf is one light at the top of the pages.
func (s *site) partOf(name string) console.Part {
	s.tb.Helper()
	for _, p := range s.gear.parts() {
		if p.Name == name {
			return p
		}
	}
	s.tb.Fatalf("the pages show no %q", name)
	return console.Part{}
}
