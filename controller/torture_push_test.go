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
	"sync"
	"syscall"
	"testing"
	"time"

	"foyer/beacons/link/brokertest"
	"foyer/controller/console"
	"foyer/firmware-sim/phones"
	"foyer/rules"
)

// mailing is a real controller that tells everybody something at once, a real
// Redis and a real broker, and an APNs that does not exist and has a bad day.
type mailing struct {
	tb     testing.TB
	people int
	folder string
	listen string
	binary string
	redis  *redisServer
	apple  *phones.Service
	foyer  *exec.Cmd
}

// bells are the rules, in which so many bells ring: each rings once for
// everybody, as soon as the rules that have it are in force.
func bells(n int) string {
	var labels, bells string
	for i := range n {
		labels += fmt.Sprintf("  heard_%d: {if: person.registered, keep: event}\n", i+1)
		bells += fmt.Sprintf(`  - id: bell-%d
    title: Tell everybody something
    when: {label: heard_%d, is: gained}
    consent: [location, push]
    limit: {per_person: 1}
    then: [{push: {title: "Bell %d", body: "The doors are open."}}]
`, i+1, i+1, i+1)
	}
	return `schema: foyer.rules/v1
event: {id: mailing, timezone: UTC, opens: 2026-05-09T08:00, closes: 2026-05-10T18:00}
labels:
  guest: {if: person.registered, keep: event}
` + labels + `rules:
  - {id: left, title: Somebody left, when: {leave: hall, at_least: 1s}, then: [{staff: {text: "One left"}}]}
` + bells
}

// TestTenThousandPushesShowOnceOnEachScreenThroughFaultsAndAKill tells 10,000
// people something while 5 % of Apple's answers are 503, 2 % of the phones are
// gone, two connections end by GOAWAY, and the controller is killed in the
// middle. Then it tells them a second thing.
func TestTenThousandPushesShowOnceOnEachScreenThroughFaultsAndAKill(t *testing.T) {
	m := newMailing(t, 10_000)
	m.start()
	began := time.Now()
	m.ring(1)
	m.until("a fifth of the pushes", func() bool { return m.apple.Counts().Accepted > m.people/5 })
	m.apple.GoAway()
	m.until("half of the pushes", func() bool { return m.apple.Counts().Accepted > m.people/2 })
	_ = m.foyer.Process.Signal(syscall.SIGKILL)
	_ = m.foyer.Wait()
	killedAt := m.apple.Counts().Accepted
	if killedAt >= m.people*9/10 {
		t.Fatalf("killed after %d pushes were accepted: that is not the middle", killedAt)
	}
	m.start()
	m.until("most of the pushes", func() bool { return m.apple.Counts().Accepted > m.people*8/10 })
	m.apple.GoAway()
	living := m.living()
	m.until("all to be settled", func() bool { return m.funnel("bell-1").Accepted == living })
	first := m.apple.Counts()
	m.judge(1)
	t.Logf("%d people, killed after %d: %d requests, %d accepted (%d of them copies of one sent before the kill), %d times 503, %d times 410; %.0f accepted a second, start, kill and start again included",
		m.people, killedAt, first.Requests, first.Accepted, first.Accepted-living, first.ByReason["ServiceUnavailable"], first.ByReason["Unregistered"],
		float64(first.Accepted)/time.Since(began).Seconds())
	if again := first.Accepted - living; again > m.people/100 {
		t.Errorf("%d pushes were sent again, want few more than the %d that are on their way at any time", again, pushWorkers)
	}
	if first.ByReason["ServiceUnavailable"] < m.people/40 || first.Connections < 4 {
		t.Errorf("Apple's day was not bad: %+v, want 5 %% of 503 and four connections", first)
	}

	began = time.Now()
	m.ring(2)
	m.until("the second push to be settled", func() bool { return m.funnel("bell-2").Accepted == living })
	m.judge(2)
	second := m.apple.Counts()
	if got := second.ByReason["Unregistered"]; got != first.ByReason["Unregistered"] {
		t.Errorf("%d more requests for phones that were gone, want none: their tokens were dropped", got-first.ByReason["Unregistered"])
	}
	t.Logf("the second time: %.0f accepted a second; %d people told, %d not asked for any more", float64(living)/time.Since(began).Seconds(), living, m.people-living)
	stop(t, m.foyer)
}

// newMailing writes the venue and starts everything but the controller.
func newMailing(tb testing.TB, people int) *mailing {
	tb.Helper()
	m := &mailing{tb: tb, people: people, folder: tb.TempDir(), listen: "127.0.0.1:" + freePort(tb), binary: binaries(tb).foyer, redis: newRedis(tb)}
	broker := brokertest.Start(tb)
	m.redis.start()
	var err error
	if m.apple, err = phones.Start("127.0.0.1:0"); err != nil {
		tb.Fatal(err)
	}
	m.apple.Faults(phones.Faults{Seed: 11, Busy: 0.05, Gone: 0.02})
	ctx, cancel := context.WithCancel(context.Background())
	var run sync.WaitGroup
	run.Go(func() { _ = m.apple.Run(ctx) })
	tb.Cleanup(func() { cancel(); run.Wait() })
	var guests bytes.Buffer
	guests.WriteString("id,badge,apns_token,consents\n")
	for i := range people {
		fmt.Fprintf(&guests, "p%05d,b%05d,%s,location;push\n", i, i, m.token(i))
	}
	venue := fmt.Sprintf(`schema: foyer.venue/v1
venue: mailing
rules: rules.yaml
broker: {url: %q}
store: {redis: %q}
listen: %s
plan: {width: 10, depth: 10}
zones: [{id: hall, kind: talk, area: [[0, 0], [10, 0], [10, 10]]}]
anchors: [{id: gw, zone: hall, at: [5, 5]}]
people: {registrations: guests.csv}
push:
  apns: {host: %q, topic: %s, team_id: %s, key_id: %s, key: file:apns.p8, ca: file:apns-ca.pem}
`, broker.URL, m.redis.url(), m.listen, m.apple.URL(), phones.Topic, phones.TeamID, phones.KeyID)
	for name, content := range map[string][]byte{
		"venue.yaml": []byte(venue), "rules.yaml": []byte(bells(0)), "guests.csv": guests.Bytes(), "apns.p8": m.apple.Key(), "apns-ca.pem": m.apple.CA(),
	} {
		if err := os.WriteFile(filepath.Join(m.folder, name), content, 0o600); err != nil {
			tb.Fatal(err)
		}
	}
	return m
}

func (m *mailing) token(i int) string { return fmt.Sprintf("%064x", i+1) }

func (m *mailing) start() {
	m.tb.Helper()
	m.foyer = startFoyer(m.tb, m.binary, filepath.Join(m.folder, "venue.yaml"), "--start", "2026-05-09T09:00:00Z")
}

// living is how many phones still have the app.
func (m *mailing) living() (n int) {
	for i := range m.people {
		if !m.apple.Uninstalled(m.token(i)) {
			n++
		}
	}
	return n
}

// until asks until it is so, for at most a minute.
func (m *mailing) until(what string, so func() bool) {
	m.tb.Helper()
	tick := time.NewTicker(10 * time.Millisecond)
	defer tick.Stop()
	for began := time.Now(); time.Since(began) < time.Minute; <-tick.C {
		if so() {
			return
		}
	}
	m.tb.Fatalf("waited a minute for %s: %+v, %+v", what, m.apple.Counts(), m.funnel("bell-1"))
}

// funnel is what the controller says became of a rule's pushes.
func (m *mailing) funnel(rule string) console.Funnel {
	response, err := http.Get("http://" + m.listen + "/api/funnel")
	if err != nil {
		return console.Funnel{}
	}
	defer func() { _ = response.Body.Close() }()
	var all []console.Funnel
	_ = json.NewDecoder(response.Body).Decode(&all) // it will be asked again
	for _, f := range all {
		if f.Rule == rule {
			return f
		}
	}
	return console.Funnel{}
}

// ring puts rules in force in which the n-th bell rings, as an organizer does.
func (m *mailing) ring(n int) {
	m.tb.Helper()
	file := filepath.Join(m.folder, "next.yaml")
	if err := os.WriteFile(file, []byte(bells(n)), 0o600); err != nil {
		m.tb.Fatal(err)
	}
	for _, args := range [][]string{{"save", file, "-m", "one bell more"}, {"publish", fmt.Sprint(n + 1)}} {
		out, err := exec.Command(m.binary, append(append([]string{"rules"}, args...), "--venue", filepath.Join(m.folder, "venue.yaml"))...).CombinedOutput()
		if err != nil {
			m.tb.Fatalf("foyer rules %s: %v\n%s", args[0], err, out)
		}
	}
}

// judge looks at every screen, and at what the store holds of every phone.
func (m *mailing) judge(messages int) {
	m.tb.Helper()
	screens := map[string]int{}
	for _, t := range m.apple.Told() {
		screens[t.Token]++
	}
	out, err := exec.Command("redis-cli", "-p", m.redis.port, "--json", "HGETALL", "foyer:{mailing}:profiles").Output()
	if err != nil {
		m.tb.Fatalf("redis-cli: %v", err)
	}
	saved := map[string]string{}
	if err := json.Unmarshal(out, &saved); err != nil {
		m.tb.Fatal(err)
	}
	wrong, dropped := 0, 0
	for i := range m.people {
		var p rules.Profile
		_ = json.Unmarshal([]byte(saved[fmt.Sprintf("p%05d", i)]), &p)
		gone, want := m.apple.Uninstalled(m.token(i)), messages
		if gone {
			want = 0
		}
		if p.Dead != nil {
			dropped++
		}
		if got := screens[m.token(i)]; got != want || (p.Dead != nil) != gone {
			if wrong++; wrong <= 5 {
				m.tb.Errorf("person %d (app gone: %v): %d messages on the screen, want %d; token dropped: %v", i, gone, got, want, p.Dead != nil)
			}
		}
	}
	m.tb.Logf("%d screens, %d messages each; %d tokens dropped, which are those of a 410; %d people wrong", len(screens), messages, dropped, wrong)
}
