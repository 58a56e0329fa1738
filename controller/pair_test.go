package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"foyer/devices/hue"
	"foyer/firmware-sim/bridge"
)

// doorstep is a pretend bridge and a venue file that names it.
type doorstep struct {
	t      *testing.T
	bridge *bridge.Bridge
	file   string
	key    string // where the key lies
	found  []hue.Found
}

func newDoorstep(t *testing.T, c bridge.Config) *doorstep {
	t.Helper()
	b, err := c.Start()
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- b.Run(ctx) }()
	t.Cleanup(func() {
		stop()
		if err := <-ended; err != nil {
			t.Error(err)
		}
	})
	d := &doorstep{t: t, bridge: b}
	d.file = smallVenue(t, fmt.Sprintf("lights:\n  - {id: stage, zone: stage, kind: hue, bridge: %q, group: \"1\", key: file:keys/hue.key}\n", b.URL()))
	d.key = filepath.Join(filepath.Dir(d.file), "keys", "hue.key")
	d.found = []hue.Found{{URL: b.URL(), ID: "001788fffe000001", Model: "BSB002"}, {URL: "https://192.0.2.99", ID: "001788fffe000099"}}
	return d
}

// pair runs foyer pair, on a network where the bridges of d.found answer.
func (d *doorstep) pair(args ...string) (string, error) {
	var out bytes.Buffer
	err := pairWith(d.t.Context(), append(args, "--venue", d.file), &out, func(context.Context, time.Duration) ([]hue.Found, error) { return d.found, nil })
	return out.String(), err
}

func TestPairFindsTheBridgeAsksForTheButtonAndKeepsTheKey(t *testing.T) {
	d := newDoorstep(t, bridge.Config{TLS: true})
	d.bridge.PressLink()
	said, err := d.pair()
	if err != nil {
		t.Fatalf("foyer pair: %v\n%s", err, said)
	}
	for _, want := range []string{
		"Found " + d.bridge.URL() + ", bridge 001788fffe000001 BSB002: in the venue file as " + d.bridge.URL(),
		"Found https://192.0.2.99, bridge 001788fffe000099: the venue file does not name it", "Pairing with the bridge at " + d.bridge.URL(),
		"Bridge 001788fffe000001 has given a key", "the bridge answers and has every group; 6 lamps",
	} {
		if !strings.Contains(said, want) {
			t.Errorf("foyer pair said\n%s\nwant %q in it", said, want)
		}
	}
	stat, err := os.Stat(d.key)
	if err != nil || stat.Mode().Perm() != 0o600 {
		t.Fatalf("the key file: got %v, %v, want it, for its owner only", stat, err)
	}
	file, err := os.ReadFile(d.key)
	if err != nil {
		t.Fatal(err)
	}
	p, err := hue.ReadKey(file)
	if err != nil || p.Bridge != "001788fffe000001" || p.Key == "" || len(p.ClientKey) != 32 || !strings.HasPrefix(p.Pin, p.Bridge+":") {
		t.Errorf("what was kept: got %v, %v, want key, client key, id and pin", p, err)
	}
	if strings.Contains(said, p.Key) || strings.Contains(said, p.ClientKey) {
		t.Errorf("foyer pair said a key:\n%s", said)
	}
}

func TestKeyThatWorksIsNotReplacedUnasked(t *testing.T) {
	d := newDoorstep(t, bridge.Config{})
	if err := os.MkdirAll(filepath.Dir(d.key), 0o700); err != nil {
		t.Fatal(err)
	}
	was := []byte(d.bridge.Key() + "\n") // in one line, as before
	if err := os.WriteFile(d.key, was, 0o600); err != nil {
		t.Fatal(err)
	}
	d.bridge.PressLink()
	host := strings.TrimPrefix(d.bridge.URL(), "http://")
	said, err := d.pair(host)
	if now, _ := os.ReadFile(d.key); err != nil || !bytes.Equal(now, was) || !strings.Contains(said, "works: there is nothing to do") {
		t.Errorf("foyer pair with a key that works: got %v, file %q\n%s\nwant it left alone", err, now, said)
	}
	d.bridge.Forget(d.bridge.Key())
	said, err = d.pair(host)
	kept, _ := os.ReadFile(d.key + ".before")
	if now, _ := os.ReadFile(d.key); err != nil || bytes.Equal(now, was) || !bytes.Equal(kept, was) || !strings.Contains(said, "does not know our key") || !strings.Contains(said, "hue.key.before") {
		t.Errorf("foyer pair with a key that was forgotten: got %v, file %q, kept %q\n%s\nwant a new one, and the old one kept", err, now, kept, said)
	}
	now, _ := os.ReadFile(d.key)
	if said, err = d.pair(host, "--anew"); err != nil {
		t.Errorf("foyer pair --anew: %v\n%s", err, said)
	}
	if newer, _ := os.ReadFile(d.key); bytes.Equal(newer, now) {
		t.Error("foyer pair --anew: the key is the same, want a new one")
	}
}

func TestPairSaysWhatToDo(t *testing.T) {
	d := newDoorstep(t, bridge.Config{})
	if _, err := d.pair("192.0.2.7"); err == nil || !strings.Contains(err.Error(), "names no bridge at 192.0.2.7; it names "+d.bridge.URL()) {
		t.Errorf("an address that is not in the venue file: got %v, want those that are", err)
	}
	const first = "key: file:keys/hue.key}\n"
	two := first + "  - {id: bar, zone: bar, kind: hue, bridge: \"https://192.0.2.8\", group: \"1\", key: file:two.key}\n"
	text, err := os.ReadFile(d.file)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(d.file, bytes.Replace(text, []byte(first), []byte(two), 1), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := d.pair(); err == nil || !strings.Contains(err.Error(), "say which bridge") || !strings.Contains(err.Error(), "192.0.2.8") {
		t.Errorf("two bridges without a key: got %v, want to be asked which", err)
	}
	d.bridge.Break(bridge.Cut)
	if _, err := d.pair(d.bridge.URL()); err == nil {
		t.Error("a bridge that hangs up: got no error")
	}
	if _, err := os.Stat(d.key); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("after pairing failed: got a key file, %v", err)
	}
	over, cancel := context.WithCancel(t.Context())
	cancel()
	none := func(ctx context.Context, _ time.Duration) ([]hue.Found, error) { return nil, ctx.Err() }
	if err := pairWith(over, []string{"--venue", d.file}, &bytes.Buffer{}, none); !errors.Is(err, context.Canceled) {
		t.Errorf("foyer pair that was interrupted: got %v, want so", err)
	}
}

// TestPagePairsAndTheLampsFollow pairs as the page does, and as foyer pair does
// beside a venue that runs.
func TestPagePairsAndTheLampsFollow(t *testing.T) {
	d := newDoorstep(t, bridge.Config{TLS: true})
	c, problems, err := readConfig(d.file)
	if err = errors.Join(err, failed(problems)); err != nil {
		t.Fatal(err)
	}
	installTransport()
	g := &gear{start: time.Now()}
	if err := g.addBridges(c, settings{clock: wallClock(), log: slog.New(slog.DiscardHandler)}); err != nil {
		t.Fatal(err)
	}
	card := func() (pair string, problem string) {
		one := g.cards(wallClock(), 1, time.UTC)[0]
		return one.Pair, one.Problem
	}
	if pair, problem := card(); pair != d.bridge.URL() || !strings.Contains(problem, "hue.key is not there") {
		t.Errorf("card before: got pair %q, %q, want the address and why", pair, problem)
	}
	if err := g.pairHere(t.Context(), c, "https://192.0.2.66", func(string) {}); err == nil {
		t.Error("a bridge that the venue file does not name: got no error")
	}
	var said []string
	d.bridge.PressLink()
	if err := g.pairHere(t.Context(), c, d.bridge.URL(), func(text string) { said = append(said, text) }); err != nil {
		t.Fatalf("pair by the page: %v, said %q", err, said)
	}
	if pair, _ := card(); pair != "" {
		t.Errorf("card after: got pair %q, want none", pair)
	}
	if n, err := g.bridges[0].Check(t.Context()); err != nil || n != 6 {
		t.Errorf("lamps after: got %d, %v, want 6", n, err)
	}
	d.bridge.Forget(mustKey(t, d.key).Key)
	if _, err := g.bridges[0].Check(t.Context()); err == nil || g.bridges[0].Paired() {
		t.Errorf("a key that was forgotten: got %v, want it refused", err)
	}
	d.bridge.PressLink()
	if said, err := d.pair(); err != nil {
		t.Fatalf("foyer pair beside it: %v\n%s", err, said)
	}
	g.takeKeys(c)
	if n, err := g.bridges[0].Check(t.Context()); err != nil || n != 6 {
		t.Errorf("lamps with the key of foyer pair: got %d, %v, want 6", n, err)
	}
}

func mustKey(t *testing.T, file string) hue.Paired {
	t.Helper()
	raw, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	p, err := hue.ReadKey(raw)
	if err != nil {
		t.Fatal(err)
	}
	return p
}
