package main

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"foyer/beacons/link"
	"foyer/controller/console"
)

// site is a venue of the example files that runs in this process.
type site struct {
	tb     testing.TB
	folder string
	config config
	*controller
	client client
	end    func()
	set    settings
}

// newSite unpacks the example venue and starts it.
func newSite(tb testing.TB) *site {
	tb.Helper()
	s := &site{tb: tb, folder: tb.TempDir(), set: settings{embedded: "memory", clock: wallClock(), speed: 1}}
	if err := unpack(s.folder); err != nil {
		tb.Fatal(err)
	}
	s.start()
	return s
}

// start assembles the venue and lets it run until end.
func (s *site) start() {
	s.tb.Helper()
	c, problems, err := readConfig(filepath.Join(s.folder, "venue.yaml"))
	if err != nil || failed(problems) != nil {
		s.tb.Fatal(err, problems)
	}
	c.Listen, c.Broker, c.Store, c.Lights, c.People.Registrations = "127.0.0.1:0", brokerConfig{}, storeConfig{}, nil, ""
	set := s.set
	set.owner, set.brokerAt, set.log = "test", "127.0.0.1:0", slog.New(slog.DiscardHandler)
	f, err := assemble(s.tb.Context(), c, set)
	if err != nil {
		s.tb.Fatal(err)
	}
	s.config, s.controller, s.client = c, f, client{f.listener.Addr().String()}
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- f.Run(ctx) }()
	s.end = func() {
		cancel()
		if err := <-ended; err != nil {
			s.tb.Errorf("the venue ended: %v", err)
		}
		if err := f.close(); err != nil {
			s.tb.Errorf("close: %v", err)
		}
		s.end = func() {}
	}
	s.tb.Cleanup(func() { s.end() })
	waitFor(s.tb, "the venue to hear", func() bool { return f.hearing.Health().Up })
	if err := f.loop.flushed(s.tb.Context()); err != nil {
		s.tb.Fatal(err)
	}
}

// restart ends the venue and starts it again.
func (s *site) restart() {
	s.tb.Helper()
	s.end()
	s.start()
}

// file is what stands in the rules file.
func (s *site) file() string {
	s.tb.Helper()
	source, err := os.ReadFile(filepath.Join(s.folder, "rules.yaml"))
	if err != nil {
		s.tb.Fatal(err)
	}
	return string(source)
}

// edit rewrites the rules file.
func (s *site) edit(from, to string) string {
	s.tb.Helper()
	source := s.file()
	if !strings.Contains(source, from) {
		s.tb.Fatalf("the rules file has no %q", from)
	}
	return strings.Replace(source, from, to, 1)
}

func (s *site) write(source string) {
	s.tb.Helper()
	if err := os.WriteFile(filepath.Join(s.folder, "rules.yaml"), []byte(source), 0o600); err != nil {
		s.tb.Fatal(err)
	}
}

// rules runs a foyer rules command against the venue.
func (s *site) rules(args ...string) (string, error) {
	var out bytes.Buffer
	err := rulesCommand(s.tb.Context(), append(args, "--at", s.client.at), &out)
	return out.String(), err
}

// states are the states of all versions, newest first.
func (s *site) states() (states []string) {
	for _, v := range s.controller.rules.list().Versions {
		states = append(states, v.State)
	}
	return states
}

func TestRulesAreSavedPublishedAndRolledBackFromTheCommandLine(t *testing.T) {
	s := newSite(t)
	draft := filepath.Join(t.TempDir(), "draft.yaml")
	if err := os.WriteFile(draft, []byte(s.edit("Certified bacon lover", "Certified bacon friend")), 0o600); err != nil {
		t.Fatal(err)
	}
	before := s.file()
	for _, step := range []struct {
		args []string
		want string
		live int
	}{
		{[]string{"list"}, "    1  live", 1},
		{[]string{"save", draft, "-m", "friendlier"}, "Saved as version 2 (checked)", 1},
		{[]string{"diff", "1", "2"}, "friend", 1},
		{[]string{"show", "2"}, "Certified bacon friend", 1},
		{[]string{"publish", "2"}, "Version 2 is live.", 2},
		{[]string{"list"}, "friendlier", 2},
		{[]string{"rollback", "1"}, "Version 3 is live.", 3},
		{[]string{"list"}, "back to version 1", 3},
	} {
		out, err := s.rules(step.args...)
		if err != nil || !strings.Contains(out, step.want) {
			t.Errorf("foyer rules %s: got %q, %v, want %q", strings.Join(step.args, " "), out, err, step.want)
		}
		if err := s.loop.fresh(t.Context()); err != nil {
			t.Fatal(err)
		}
		if got := s.loop.picture.Load().Rules; got != step.live {
			t.Errorf("after foyer rules %s: the venue judges by version %d, want %d", strings.Join(step.args, " "), got, step.live)
		}
	}
	if got := strings.Join(s.states(), " "); got != "live retired retired" {
		t.Errorf("states: got %s", got)
	}
	if s.file() != before {
		t.Error("the rules file does not say what is live")
	}
	if line := s.feed.newest(s.controller.rules.now.Load().place())[0]; line.Kind != console.RulesLine || !strings.Contains(line.Text, "Version 3") {
		t.Errorf("newest line of the feed: got %+v", line)
	}
}

func TestRefusedWishesSayWhatWouldDo(t *testing.T) {
	s := newSite(t)
	draft := filepath.Join(t.TempDir(), "draft.yaml")
	if err := os.WriteFile(draft, []byte(s.edit("person.registered", "person.registred")), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, step := range []struct {
		args []string
		want string
	}{
		{[]string{"publish", "7"}, "There is no version 7; the newest is 1."},
		{[]string{"publish", "1"}, "Version 1 is live already."},
		{[]string{"rollback", "1"}, "Version 1 is live already."},
		{[]string{"save", draft}, "Did you mean `registered`?"},
		{[]string{"publish", "2"}, "Version 2 holds mistakes and cannot go live."},
		{[]string{"publish", "x"}, `"x" is not the number of a version`},
		{[]string{"publish", "2", "--waits", "perhaps"}, "write keep, move or cancel"},
		{[]string{"dance"}, "foyer rules save FILE"},
	} {
		out, err := s.rules(step.args...)
		if err != nil {
			out += err.Error()
		}
		if !strings.Contains(out, step.want) {
			t.Errorf("foyer rules %s: got %q, want %q", strings.Join(step.args, " "), out, step.want)
		}
	}
	if got := strings.Join(s.states(), " "); got != "draft live" {
		t.Errorf("states: got %s", got)
	}
}

func TestFileThatChangedSpeaksAtTheNextStart(t *testing.T) {
	s := newSite(t)
	good := s.file()
	live := func(want int, wrong string) {
		t.Helper()
		s.restart()
		list := s.controller.rules.list()
		if list.Live != want || !strings.Contains(list.Wrong, wrong) || wrong == "" && list.Wrong != "" {
			t.Errorf("live: got version %d and %q, want %d and %q", list.Live, list.Wrong, want, wrong)
		}
	}
	live(1, "")
	s.write(s.edit("Certified bacon lover", "Certified bacon friend"))
	live(2, "")
	live(2, "")
	s.write(s.edit("person.registered", "person.registred")) // one wrong rule: it goes on as it was
	live(3, "1 rules go on as they were in version 2")
	s.write("nothing that could be rules")
	live(3, "touches every rule")
	if got := len(s.controller.rules.now.Load().book.Rules); got == 0 || !strings.Contains(good, "coffee-gift") {
		t.Errorf("rules in force: got %d", got)
	}
	live(3, "holds 1 mistakes; what they touch goes on as it was in version 2")
	if _, err := s.rules("rollback", "2"); err != nil {
		t.Fatal(err)
	}
	live(5, "")
	if !strings.Contains(s.file(), "bacon friend") {
		t.Error("the rules file does not say what version 5 says")
	}
}

func TestStopsActAtOnceAndSurviveARestart(t *testing.T) {
	s := newSite(t)
	stop := func(verb, what string) string {
		var out bytes.Buffer
		args := []string{"--at", s.client.at}
		if what != "" {
			args = append(args, what)
		}
		if err := stopOrGo(t.Context(), verb, args, &out); err != nil {
			out.WriteString(err.Error())
		}
		return out.String()
	}
	for _, step := range []struct{ verb, what, want string }{
		{"stop", "", "Nothing is stopped."},
		{"stop", "rule:coffee-gift", "rule:coffee-gift is stopped since"},
		{"stop", "channel:push", "channel:push is stopped since"},
		{"stop", "rule:tea-gift", "There is no rule tea-gift. The rules are: coffee-gift"},
		{"stop", "channel:smoke", "one of channel:push"},
		{"restart", "", ""},
		{"stop", "", "rule:coffee-gift is stopped since"},
		{"go", "rule:coffee-gift", "channel:push"},
		{"go", "channel:push", "Nothing is stopped."},
	} {
		if step.verb == "restart" {
			s.restart()
			continue
		}
		if got := stop(step.verb, step.what); !strings.Contains(got, step.want) {
			t.Errorf("foyer %s %s: got %q, want %q", step.verb, step.what, got, step.want)
		}
	}
}

func TestWhatIsSentToTheAPIIsReadWithCare(t *testing.T) {
	s := newSite(t)
	for _, test := range []struct {
		path, body string
		code       int
		want       string
	}{
		{"/api/rules/check", `{"source":"schema: foyer.rules/v1"}`, 200, `"problems":[{`},
		{"/api/rules/check", `{"sauce":"x"}`, 409, "one JSON object"},
		{"/api/rules/check", `{"source":"` + strings.Repeat("x", 1<<20) + `"}`, 409, "more than 1 MB"},
		{"/api/rules/publish", `{"version":1,"waits":"keep"}`, 409, "live already"},
		{"/api/rules/publish", `{"version":1,"waits":7}`, 409, "one JSON object"},
		{"/api/stop", `{"what":"everything","on":true}`, 409, "cannot be stopped"},
		{"/api/stop", `{"what":"all","on":true}`, 200, `"what":"all"`},
	} {
		q, err := http.NewRequestWithContext(t.Context(), http.MethodPost, "http://"+s.client.at+test.path, strings.NewReader(test.body))
		if err != nil {
			t.Fatal(err)
		}
		answer, err := http.DefaultClient.Do(q)
		if err != nil {
			t.Fatal(err)
		}
		body, _ := io.ReadAll(answer.Body)
		_ = answer.Body.Close()
		if answer.StatusCode != test.code || !strings.Contains(string(body), test.want) || !json.Valid(body) {
			t.Errorf("POST %s %.60s: got %d %.300s, want %d with %q", test.path, test.body, answer.StatusCode, body, test.code, test.want)
		}
	}
}

func TestStopComesByMQTTOnceAndIsToldToEveryone(t *testing.T) {
	s := newSite(t)
	told := make(chan string, 100)
	ears := link.New(link.Options{
		URL: s.controller.config.Broker.URL, Client: "listener", Clean: true, Log: slog.New(slog.DiscardHandler),
		Subscribe: []link.Filter{{Topic: "foyer/pier-west/stops", QoS: 1}},
		Hear:      func(d link.Delivery) { told <- string(d.Body) },
	})
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- ears.Run(ctx) }()
	defer func() {
		stop()
		if err := <-ended; err != nil {
			t.Errorf("the listener ended: %v", err)
		}
	}()
	next := func(want string) {
		t.Helper()
		for {
			select {
			case body := <-told:
				if strings.Contains(body, want) {
					return
				}
			case <-time.After(10 * time.Second):
				t.Fatalf("nobody was told %s", want)
			}
		}
	}
	say := func(body string) {
		t.Helper()
		if err := s.say(t.Context(), link.Message{Topic: "foyer/pier-west/command/stop", Body: []byte(body), QoS: 1}); err != nil {
			t.Fatal(err)
		}
	}
	next(`{"stops":[]`) // retained, from the birth of the connection
	say(`{"id":"door-1","stop":"channel:push","by":"stage door"}`)
	next(`{"stops":[{"what":"channel:push","by":"stage door"`)
	say(`{"id":"door-2","go":"channel:push"}`)
	next(`{"stops":[]`)
	say(`{"id":"door-1","stop":"channel:push"}`) // again: it is known
	say(`{"id":"door-3","stop":"all"}`)
	next(`{"stops":[{"what":"all","by":"MQTT"`)
}

func TestExperimentThatRunsIsNotChangedUnderItsName(t *testing.T) {
	s := newSite(t)
	compared := strings.Replace(s.edit(`title: "A coffee on us"`, `title: {plain: "A coffee on us", playful: "You again!"}`),
		"    consent: [location, push]\n    limit: {per_person: 1, total: 200}", "    consent: [location, push]\n    experiment: {id: wording, variants: {plain: 50, playful: 50}, success: {event: reward.redeemed, within: 4h}}\n    limit: {per_person: 1, total: 200}", 1)
	if !strings.Contains(compared, "experiment:") {
		t.Fatal("the rules file has no place for an experiment any more")
	}
	for _, step := range []struct{ from, to, want string }{
		{"", "", "Version 2 is live."},
		{"plain: 50, playful: 50", "playful: 50, plain: 50", "Version 3 is live."},
		{"plain: 50, playful: 50", "plain: 80, playful: 20", "The experiment wording runs in version 3 with other variants, weights or another success"},
		{"id: wording, variants: {plain: 50, playful: 50", "id: wording-2, variants: {plain: 80, playful: 20", "Version 5 is live."},
	} {
		draft := filepath.Join(t.TempDir(), "draft.yaml")
		if err := os.WriteFile(draft, []byte(strings.Replace(compared, step.from, step.to, 1)), 0o600); err != nil {
			t.Fatal(err)
		}
		saved, err := s.rules("save", draft)
		if err != nil {
			t.Fatal(saved, err)
		}
		out, err := s.rules("publish", strconv.Itoa(len(s.states())))
		if err != nil {
			out += err.Error()
		}
		if !strings.Contains(out, step.want) {
			t.Errorf("%q in place of %q: got %q, want %q\n%s", step.to, step.from, out, step.want, saved)
		}
	}
}
