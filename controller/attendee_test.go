package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"foyer/beacons"
	"foyer/controller/console"
	"foyer/controller/venue"
	"foyer/firmware-sim/phones"
	"foyer/rules"
)

// party is a venue that tells browsers, and gives a code to everybody as soon
// as it is rung for.
type party struct {
	*site
	browsers *phones.Browsers
}

const gift = `schema: foyer.rules/v1
event: {id: party, timezone: UTC, opens: 2026-05-09T08:00, closes: 2026-05-10T18:00}
labels:
  early_bird: {if: person.registered, keep: event}
rewards:
  starbucks-5: {kind: code, pool: pools/starbucks-5.csv, per_person: 1}
rules:
  - id: gift
    title: A gift for early birds
    when: {label: early_bird, is: gained}
    consent: [location, push]
    limit: {per_person: 1}
    then:
      - reward: starbucks-5
      - push: {title: "A coffee on us", body: "Look what is yours."}
`

func newParty(t *testing.T) *party {
	t.Helper()
	browsers, err := phones.StartBrowsers("127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	var run sync.WaitGroup
	run.Go(func() { _ = browsers.Run(ctx) })
	t.Cleanup(func() { cancel(); run.Wait() })
	clock := scaledClock{start: time.Date(2026, 5, 9, 10, 0, 0, 0, time.UTC), epoch: time.Now(), speed: 1}
	p := &party{browsers: browsers, site: &site{tb: t, folder: t.TempDir(), set: settings{embedded: "memory", clock: clock, speed: 1, people: []venue.Enrolment{
		{Profile: rules.Profile{Person: "ada", FirstName: "Ada", Registered: true, Consents: []rules.Purpose{rules.Location, rules.PushNote}}},
		{Profile: rules.Profile{Person: "bo", Registered: true, Consents: []rules.Purpose{rules.Location}}},
	}}}}
	if err := unpack(p.folder); err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(p.folder, "venue.yaml")
	source, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	with := fmt.Sprintf("\npush:\n  web: {subject: ops@example.org, keys: file:vapid.json, ca: file:web-ca.pem, hosts: [%q]}\n", browsers.Addr())
	for name, content := range map[string][]byte{"venue.yaml": bytes.Replace(source, []byte("\npush:\n"), []byte(with), 1), "rules.yaml": []byte(gift), "web-ca.pem": browsers.CA()} {
		if err := os.WriteFile(filepath.Join(p.folder, name), content, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	p.start()
	return p
}

func (p *party) key(person beacons.Person) string {
	p.tb.Helper()
	l, err := openLinks(p.config)
	if err != nil {
		p.tb.Fatal(err)
	}
	return l.key(person)
}

// ask asks as a person's phone does, and gives the status.
func (p *party) ask(key, method, path, body string, into any) int {
	p.tb.Helper()
	q, err := http.NewRequest(method, "http://"+p.client.at+path, strings.NewReader(body))
	if err != nil {
		p.tb.Fatal(err)
	}
	q.Header.Set("Authorization", "Bearer "+key)
	q.Header.Set("Content-Type", "application/json")
	answer, err := http.DefaultClient.Do(q)
	if err != nil {
		p.tb.Fatal(err)
	}
	defer func() { _ = answer.Body.Close() }()
	if into != nil {
		_ = json.NewDecoder(answer.Body).Decode(into)
	}
	return answer.StatusCode
}

// ring lets everybody be given what the rules give.
func (p *party) ring() {
	p.tb.Helper()
	if err := p.loop.tell(p.tb.Context(), p.controller.rules.now.Load().ruled()); err != nil {
		p.tb.Fatal(err)
	}
}

func (p *party) funnel() (f venue.Funnel) {
	_ = p.loop.ask(p.tb.Context(), func(_ time.Time, v *venue.Venue) { f = v.Snapshot().Funnels["gift"] })
	return f
}

func TestAttendeeReadsWhatIsTheirsAndTellsWhatTheyWereShown(t *testing.T) {
	p := newParty(t)
	ada, bo := p.key("ada"), p.key("bo")
	subscription, err := p.browsers.Subscribe(p.gear.web.Public(), "")
	if err != nil {
		t.Fatal(err)
	}
	evil := strings.Replace(subscription, p.browsers.Addr(), "169.254.169.254", 1)
	for _, row := range []struct {
		what, key, method, path, body string
		want                          int
	}{
		{"no key", "", "GET", "/v1/me", "", 401},
		{"a forged key", ada[:len(ada)-4] + "AAAA", "GET", "/v1/me", "", 401},
		{"the code of another", strings.Split(ada, ".")[0] + "." + strings.Split(bo, ".")[1], "GET", "/v1/me", "", 401},
		{"the name alone", strings.Split(ada, ".")[0] + ".", "GET", "/v1/me", "", 401},
		{"nobody's", p.key("zoe"), "GET", "/v1/me", "", 401},
		{"another address", ada, "POST", "/v1/subscriptions", evil, 400},
		{"no subscription", ada, "POST", "/v1/subscriptions", "{}", 400},
		{"no JSON", ada, "POST", "/v1/subscriptions", "hello", 400},
		{"who said no", bo, "POST", "/v1/subscriptions", subscription, 403},
		{"a subscription", ada, "POST", "/v1/subscriptions", subscription, 204},
		{"it again", ada, "POST", "/v1/subscriptions", subscription, 204},
	} {
		if got := p.ask(row.key, row.method, row.path, row.body, nil); got != row.want {
			t.Errorf("%s: %s %s = %d, want %d", row.what, row.method, row.path, got, row.want)
		}
	}
	p.ring()
	waitFor(t, "the browser to be told", func() bool { return len(p.browsers.Told()) == 1 })
	waitFor(t, "the push to be settled", func() bool { return p.funnel().Accepted == 1 })
	var me console.Me
	if status := p.ask(ada, "GET", "/v1/me", "", &me); status != 200 || len(me.Rewards) != 1 || !me.Push.Browser || me.FirstName != "Ada" {
		t.Fatalf("GET /v1/me = %d %+v, want Ada's one reward", status, me)
	}
	if r := me.Rewards[0]; r.State != "yours" || r.Code == "" || r.Why.Title != "A gift for early birds" || fmt.Sprint(r.Why.Facts) != "[You are an early bird now.]" {
		t.Errorf("the reward is %+v, want a code and why", r)
	}
	push := p.browsers.Told()[0].ID
	for _, row := range []struct {
		what, key, body string
		want            int
	}{
		{"shown", ada, `{"id":"` + push + `","what":"shown"}`, 204},
		{"shown again", ada, `{"id":"` + push + `","what":"shown"}`, 204},
		{"another's", bo, `{"id":"` + push + `","what":"opened"}`, 404},
		{"never sent", ada, `{"id":"gift|ada|9/9","what":"opened"}`, 404},
		{"another step", ada, `{"id":"` + push[:strings.LastIndex(push, "/")] + `/7","what":"opened"}`, 404},
		{"a step spelled anew", ada, `{"id":"` + push[:strings.LastIndex(push, "/")+1] + `0` + push[strings.LastIndex(push, "/")+1:] + `","what":"opened"}`, 404},
		{"no slash", ada, `{"id":"gift","what":"opened"}`, 404},
		{"delivered", ada, `{"id":"` + push + `","what":"delivered"}`, 400},
		{"opened", ada, `{"id":"` + push + `","what":"opened"}`, 204},
	} {
		if got := p.ask(row.key, "POST", "/v1/receipts", row.body, nil); got != row.want {
			t.Errorf("receipt, %s: %d, want %d", row.what, got, row.want)
		}
	}
	if status := p.ask("", "POST", "/api/redeem", `{"code":"`+me.Rewards[0].Code+`"}`, nil); status != 200 {
		t.Errorf("redeem = %d, want 200", status)
	}
	p.restart()
	if got, want := p.funnel(), (venue.Funnel{Accepted: 1, Shown: 1, Opened: 1, Redeemed: 1}); got != want {
		t.Errorf("the funnel after a restart: got %+v, want %+v", got, want)
	}
	if p.ask(ada, "GET", "/v1/me", "", &me); me.Rewards[0].State != "redeemed" || !me.Push.Browser {
		t.Errorf("after a restart Ada sees %+v, want it redeemed and her browser told", me)
	}
	if status := p.ask(ada, "DELETE", "/v1/subscriptions", "", nil); status != 204 {
		t.Errorf("switching off = %d, want 204", status)
	}
	if p.ask(ada, "GET", "/v1/me", "", &me); me.Push.Browser {
		t.Error("her browser is still told after she switched that off")
	}
}

// The page in a real Chromium: it shows what was given, and its worker shows a
// push and says so.
func TestPersonalPageInARealBrowser(t *testing.T) {
	if _, err := os.Stat("console/web/node_modules/playwright-core"); err != nil {
		missing(t, "chromium and playwright-core (npm ci)")
	}
	if _, err := os.Stat("console/web/dist/me.html"); err != nil {
		missing(t, "the built page (make web)")
	}
	p := newParty(t)
	subscription, err := p.browsers.Subscribe(p.gear.web.Public(), "")
	if err != nil {
		t.Fatal(err)
	}
	if status := p.ask(p.key("ada"), "POST", "/v1/subscriptions", subscription, nil); status != 204 {
		t.Fatalf("subscribe = %d, want 204", status)
	}
	p.ring()
	waitFor(t, "the push to be settled", func() bool { return p.funnel().Accepted == 1 })
	told, err := json.Marshal(p.browsers.Told()[0])
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 2*time.Minute)
	defer cancel()
	script := exec.CommandContext(ctx, "node", "test/me.mjs", "http://"+p.client.at+"/me#"+p.key("ada"), string(told), os.Getenv("FOYER_PICTURES"))
	script.Dir = "console/web"
	if out, err := script.CombinedOutput(); err != nil {
		t.Fatalf("the personal page: %v\n%s", err, out)
	}
	waitFor(t, "the receipt of the worker", func() bool { return p.funnel().Shown == 1 })
}

func TestLinkIsPrintedForWhoIsRegisteredOnly(t *testing.T) {
	folder := t.TempDir()
	if err := unpack(folder); err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(folder, "venue.yaml")
	link := func(args ...string) (string, error) {
		var out bytes.Buffer
		err := linkCommand(t.Context(), append([]string{"--venue", file}, args...), &out)
		return strings.TrimSpace(out.String()), err
	}
	all, err := link("--all")
	lines := strings.Split(all, "\n")
	if err != nil || len(lines) != 5 {
		t.Fatalf("foyer link --all = %d lines, %v; want five", len(lines), err)
	}
	id, want, _ := strings.Cut(lines[0], ",")
	if got, err := link(id, "--at", "http://127.0.0.1:8080/"); err != nil || got != want {
		t.Errorf("foyer link %s = %q, %v; want the link of before", id, got, err)
	}
	if _, err := link("nobody"); err == nil {
		t.Error("a link of nobody = nil, want an error")
	}
	c, _, err := readConfig(file)
	if err != nil {
		t.Fatal(err)
	}
	info, err := os.Stat(filepath.Join(c.path(c.Data), linksFile))
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("the secret's file: %v, %v; want it for its owner alone", info, err)
	}
	l, _ := openLinks(c)
	if person, ok := l.open(want[strings.Index(want, "#")+1:]); !ok || string(person) != id {
		t.Errorf("the key opens as %q, %v; want %s", person, ok, id)
	}
	for _, bad := range []string{"", ".", "x", "." + strings.Split(want, ".")[len(strings.Split(want, "."))-1], want} {
		if person, ok := l.open(bad); ok {
			t.Errorf("the key %q opens as %q, want nobody", bad, person)
		}
	}
}
