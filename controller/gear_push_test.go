package main

import (
	"context"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"foyer/devices"
	"foyer/firmware-sim/phones"
	"foyer/rules"
)

// webVenue is the example venue with pushes to browsers, in a folder of its own.
func webVenue(t *testing.T, push string) config {
	t.Helper()
	folder := t.TempDir()
	if err := unpack(folder); err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(folder, "venue.yaml")
	source, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	source = []byte(strings.Replace(string(source), "\npush:\n", "\npush:\n"+push, 1))
	c, problems := decodeConfig(file, source)
	if err := failed(problems); err != nil {
		t.Fatal(err)
	}
	return c
}

func TestAddressSaysWhoTellsIt(t *testing.T) {
	apple, err := phones.Start("127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	browsers, err := phones.StartBrowsers("127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	var run sync.WaitGroup
	run.Go(func() { _ = apple.Run(ctx) })
	run.Go(func() { _ = browsers.Run(ctx) })
	defer func() { cancel(); run.Wait() }()
	c := webVenue(t, "  web: {subject: ops@example.org, keys: file:vapid.json, ca: file:web-ca.pem, hosts: [\""+browsers.Addr()+"\"]}\n")
	c.Push.APNs.Host = apple.URL()
	for name, content := range map[string][]byte{"apns.p8": apple.Key(), "apns-ca.pem": apple.CA(), "web-ca.pem": browsers.CA()} {
		if err := os.WriteFile(c.path(name), content, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	set := settings{clock: wallClock(), owner: "test", embedded: "memory", log: slog.New(slog.DiscardHandler)}
	kept, err := openStore(t.Context(), c, set)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = kept.Close() }()
	g := &gear{}
	if err := g.addPush(c, kept, set); err != nil {
		t.Fatal(err)
	}
	browser, err := browsers.Subscribe(g.web.Public(), "")
	if err != nil {
		t.Fatal(err)
	}
	for _, address := range []string{strings.Repeat("a1", 32), browser} {
		if err := g.tell().Do(t.Context(), rules.Push{Head: rules.Head{ID: "r|p|1/1"}, Token: address, Title: "Hello"}); err != nil {
			t.Errorf("telling %.20q... = %v, want nil", address, err)
		}
	}
	if len(apple.Told()) != 1 || len(browsers.Told()) != 1 {
		t.Errorf("told: %d phones and %d browsers, want one each", len(apple.Told()), len(browsers.Told()))
	}
	info, err := os.Stat(c.path("vapid.json"))
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("the key file: %v, %v; want it there, for its owner alone", info, err)
	}
	again := &gear{}
	if err := again.addPush(c, kept, set); err != nil || again.web.Public() != g.web.Public() {
		t.Errorf("the next start (%v) has another key", err)
	}
	for _, address := range []string{strings.Repeat("a1", 32), browser} {
		if err := (&gear{}).tell().Do(t.Context(), rules.Push{Token: address}); !devices.IsPermanent(err) {
			t.Errorf("without a sender, telling %.20q... = %v, want permanent", address, err)
		}
	}
}

func TestVenueFileSaysWhatCannotBeMeantWithWebPush(t *testing.T) {
	for line, want := range map[string]string{
		"{subject: 'mailto:ops@example.org', keys: file:v}":            "without mailto",
		"{subject: ops, keys: file:v}":                                 "ops@example.org",
		"{subject: ops@example.org, keys: BNc}":                        "file:vapid.json",
		"{subject: ops@example.org, keys: file:v, hosts: [intranet]}":  "push.example.org",
		"{subject: ops@example.org, keys: file:v, hosts: [10.0.0.1]}":  "push.example.org",
		"{subject: ops@example.org, keys: file:v, hosts: [127.0.0.1]}": "by name and port",
		"{keys: file:v}": "subject",
		"{subject: ops@example.org, keys: file:v, key: x}": "key",
	} {
		source, err := os.ReadFile("../deploy/venue.yaml")
		if err != nil {
			t.Fatal(err)
		}
		_, problems := decodeConfig("venue.yaml", []byte(strings.Replace(string(source), "\npush:\n", "\npush:\n  web: "+line+"\n", 1)))
		if err := failed(problems); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("web: %s: %v, want a message with %q", line, err, want)
		}
	}
}
