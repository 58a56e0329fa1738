package link

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"foyer/beacons/link/brokertest"
)

const patience = 15 * time.Second

// running is a link that runs for a test.
type running struct {
	*Link
	t     testing.TB
	heard chan Delivery
	up    chan struct{}
	down  chan error
	end   func() // ends it and waits until it has
}

// run runs a link until the test ends, or earlier by end.
func run(t testing.TB, o Options) *running {
	t.Helper()
	r := &running{t: t, heard: make(chan Delivery, 20000), up: make(chan struct{}, 100), down: make(chan error, 100)}
	if o.Hear == nil {
		o.Hear = func(d Delivery) { d.Body = slices.Clone(d.Body); r.heard <- d }
	}
	o.Up, o.Down = func() { r.up <- struct{}{} }, func(err error) { r.down <- err }
	r.Link = New(o)
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- r.Run(ctx); close(ended) }()
	r.end = func() {
		cancel()
		if err := <-ended; err != nil {
			t.Errorf("Run: got %v, want nil after its context ended", err)
		}
	}
	t.Cleanup(r.end)
	return r
}

// wait waits for something on a channel.
func wait[T any](t testing.TB, what string, c <-chan T) T {
	t.Helper()
	select {
	case v := <-c:
		return v
	case <-time.After(patience):
		t.Fatalf("waited %v for %s", patience, what)
		panic("unreachable")
	}
}

func (r *running) publish(topic, body string, qos byte) {
	r.t.Helper()
	if err := r.Publish(r.t.Context(), Message{Topic: topic, Body: []byte(body), QoS: qos}); err != nil {
		r.t.Fatalf("Publish to %s: %v", topic, err)
	}
}

func TestSubscriptionsAreMadeAgainAfterTheBrokerDied(t *testing.T) {
	broker := brokertest.Start(t)
	ear := run(t, Options{URL: broker.URL, Client: "ear", Subscribe: []Filter{{"a/#", 1}, {"b", 0}}})
	wait(t, "the first connect", ear.up)
	broker.Kill()
	if err := wait(t, "the broken connection", ear.down); err == nil {
		t.Error("Down after kill -9: got nil, want the reason")
	}
	if h := ear.Health(); h.Up || h.Problem == "" {
		t.Errorf("Health after kill -9: got %+v, want down with a problem", h)
	}
	broker.Restart()
	wait(t, "the second connect", ear.up)
	if h := ear.Health(); !h.Up || h.Problem != "" {
		t.Errorf("Health after the restart: got %+v, want up without a problem", h)
	}
	mouth := run(t, Options{URL: broker.URL, Client: "mouth", Clean: true})
	wait(t, "the mouth", mouth.up)
	mouth.publish("a/x", "one", 1)
	mouth.publish("b", "two", 0)
	for _, want := range []string{"one", "two"} {
		if got := wait(t, want, ear.heard); string(got.Body) != want {
			t.Errorf("heard %s %q, want %q", got.Topic, got.Body, want)
		}
	}
	mouth.end()
	ear.end()
}

func TestRefusedSubscriptionIsToldInHealth(t *testing.T) {
	rules := filepath.Join(t.TempDir(), "security.json")
	const text = `{"defaultACLAccess":{"publishClientSend":true,"publishClientReceive":true,"subscribe":true,"unsubscribe":true},
		"groups":[{"groupname":"all","roles":[{"rolename":"r"}]}],"anonymousGroup":"all",
		"roles":[{"rolename":"r","acls":[{"acltype":"subscribePattern","topic":"secret/#","priority":0,"allow":false}]}]}`
	if err := os.WriteFile(rules, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	broker := brokertest.Start(t, "plugin "+plugin(t), "plugin_opt_config_file "+rules)
	ear := run(t, Options{URL: broker.URL, Client: "ear", Subscribe: []Filter{{"open/+", 1}, {"secret/#", 1}}})
	wait(t, "the connect", ear.up)
	want := "the broker refused the subscription to secret/#"
	if h := ear.Health(); !h.Up || h.Problem != want {
		t.Errorf("Health: got %+v, want up with %q", h, want)
	}
	ear.publish("open/x", "still heard", 1)
	if got := wait(t, "the other subscription", ear.heard); string(got.Body) != "still heard" {
		t.Errorf("heard %q", got.Body)
	}
	ear.end()
}

// plugin finds the part of mosquitto that can refuse a subscription; its ACL
// file never does.
func plugin(t *testing.T) string {
	t.Helper()
	found, _ := filepath.Glob("/usr/lib/*/mosquitto_dynamic_security.so")
	if len(found) == 0 {
		if os.Getenv("CI") == "true" {
			t.Fatal("mosquitto_dynamic_security.so is needed")
		}
		t.Skip("mosquitto_dynamic_security.so is needed (apt install mosquitto)")
	}
	return found[0]
}

func TestUnacknowledgedMessageComesAgain(t *testing.T) {
	broker := brokertest.Start(t)
	o := Options{URL: broker.URL, Client: "ear", Subscribe: []Filter{{"q", 1}}}
	ear := run(t, o)
	wait(t, "the ear", ear.up)
	ear.publish("q", "first", 1)
	ear.publish("q", "second", 1)
	wait(t, "the first", ear.heard).Ack()
	if d := wait(t, "the second", ear.heard); d.Ack == nil || d.QoS != 1 {
		t.Fatalf("the second came as %+v, want QoS 1 with an Ack", d)
	}
	ear.end()
	again := run(t, o)
	if d := wait(t, "the second again", again.heard); string(d.Body) != "second" {
		t.Errorf("after the reconnect: heard %q, want only what was not acknowledged, \"second\"", d.Body)
	}
	again.end()
}

func TestPublishingWhileAwayFailsAtOnce(t *testing.T) {
	broker := brokertest.Start(t)
	l := run(t, Options{URL: broker.URL, Client: "c"})
	wait(t, "the connect", l.up)
	broker.Kill()
	_ = wait(t, "the break", l.down)
	for _, qos := range []byte{0, 1} {
		began := time.Now()
		err := l.Publish(t.Context(), Message{Topic: "x", QoS: qos})
		if !errors.Is(err, ErrAway) || errors.Is(err, ErrUnknown) || time.Since(began) > time.Second {
			t.Errorf("Publish at QoS %d while away: got %v after %v, want ErrAway at once", qos, err, time.Since(began))
		}
	}
	l.end()
}

func TestAnUnansweredPublishIsUnknown(t *testing.T) {
	broker := brokertest.Start(t)
	l := run(t, Options{URL: broker.URL, Client: "c"})
	wait(t, "the connect", l.up)
	broker.Signal(syscall.SIGSTOP)
	ctx, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
	defer cancel()
	err := l.Publish(ctx, Message{Topic: "x", QoS: 1})
	if !errors.Is(err, ErrUnknown) || !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("Publish to a stopped broker: got %v, want ErrUnknown and the deadline", err)
	}
	unknown := make(chan error, 1)
	go func() { unknown <- l.Publish(context.Background(), Message{Topic: "x", QoS: 1}) }()
	broker.Kill()
	if err := wait(t, "the publish", unknown); !errors.Is(err, ErrUnknown) && !errors.Is(err, ErrAway) {
		t.Errorf("Publish while the broker dies: got %v, want ErrUnknown or ErrAway", err)
	}
	l.end()
}

func TestOrderHoldsAcrossQoS(t *testing.T) {
	broker := brokertest.Start(t)
	ear := run(t, Options{URL: broker.URL, Client: "ear", Subscribe: []Filter{{"o/+", 1}}, Hear: nil})
	mouth := run(t, Options{URL: broker.URL, Client: "mouth", Clean: true})
	wait(t, "the ear", ear.up)
	wait(t, "the mouth", mouth.up)
	const messages = 3000
	go func() {
		for i := range messages {
			m := Message{Topic: fmt.Sprint("o/", i%3), Body: fmt.Append(nil, i), QoS: byte(min(1, i%7/5))}
			if err := mouth.Publish(context.Background(), m); err != nil {
				t.Errorf("Publish %d: %v", i, err)
			}
		}
	}()
	for i := range messages {
		d := wait(t, "the next message", ear.heard)
		if string(d.Body) != fmt.Sprint(i) {
			t.Fatalf("heard %q, want %d", d.Body, i)
		}
		if d.Ack != nil {
			d.Ack()
		}
	}
	mouth.end()
	ear.end()
}

func TestBirthAndWillAreToldToOthers(t *testing.T) {
	broker := brokertest.Start(t)
	ear := run(t, Options{URL: broker.URL, Client: "ear", Subscribe: []Filter{{"status", 1}}})
	wait(t, "the ear", ear.up)
	l := run(t, Options{
		URL: broker.URL, Client: "c",
		Will:  &Message{Topic: "status", Body: []byte("offline"), QoS: 1, Retain: true},
		Birth: func() []Message { return []Message{{Topic: "status", Body: []byte("online"), QoS: 1, Retain: true}} },
	})
	wait(t, "the connect", l.up)
	l.end()
	for _, want := range []string{"online", "offline"} {
		if d := wait(t, want, ear.heard); string(d.Body) != want {
			t.Errorf("status: heard %q, want %q", d.Body, want)
		}
	}
	ear.end()
	late := run(t, Options{URL: broker.URL, Client: "late", Clean: true, Subscribe: []Filter{{"status", 0}}})
	if d := wait(t, "the retained status", late.heard); string(d.Body) != "offline" || !d.Retain {
		t.Errorf("after an orderly end: got %+v, want the retained will", d.Message)
	}
	late.end()
}

func TestRefusedLoginIsToldInPlainWords(t *testing.T) {
	broker := brokertest.Start(t, "allow_anonymous false")
	tried := make(chan struct{})
	l := New(Options{URL: broker.URL, Client: "c"})
	ctx, cancel := context.WithTimeout(t.Context(), 500*time.Millisecond)
	defer cancel()
	go func() { _ = l.Run(ctx); close(tried) }()
	problem := func() string { return l.Health().Problem }
	for !strings.Contains(problem(), "connecting to the broker: not Authorized") {
		select {
		case <-tried:
			t.Fatalf("Health of a refused login: got %q, want \"not Authorized\"", problem())
		case <-time.After(time.Millisecond):
		}
	}
	<-tried
}

func TestRunRefusesOptionsThatCanNeverWork(t *testing.T) {
	for _, o := range []Options{
		{URL: "http://127.0.0.1:1883", Client: "c"},
		{URL: "127.0.0.1:1883", Client: "c"},
		{URL: "tcp://127.0.0.1:1883"},
	} {
		if err := New(o).Run(t.Context()); err == nil || !strings.HasPrefix(err.Error(), "link: ") {
			t.Errorf("Run with %+v: got %v, want an error that says why", o, err)
		}
	}
}

func TestRunEndsWhileTheBrokerIsSilent(t *testing.T) {
	broker := brokertest.Start(t)
	broker.Signal(syscall.SIGSTOP) // the kernel still takes the connection
	ctx, cancel := context.WithTimeout(t.Context(), 200*time.Millisecond)
	defer cancel()
	began := time.Now()
	if err := New(Options{URL: broker.URL, Client: "c"}).Run(ctx); err != nil || time.Since(began) > 2*time.Second {
		t.Errorf("Run against a silent broker: got %v after %v, want nil at once after its context ended", err, time.Since(began))
	}
}
