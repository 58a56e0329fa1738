package main

import (
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"foyer/beacons/link/brokertest"
)

func TestKilledGatewayLosesOnlyItsLastSeconds(t *testing.T) {
	t.Parallel()
	dir, binary := t.TempDir(), cross(t)
	command := exec.Command(binary, "--id", "gw-1", "--venue", "v", "--broker", "tcp://127.0.0.1:9", "--btsnoop", capture(), "--spool", dir)
	command.Stderr = t.Output()
	began := time.Now()
	if err := command.Start(); err != nil {
		t.Fatal(err)
	}
	after(8 * time.Second)
	if err := command.Process.Kill(); err != nil { // kill -9
		t.Fatal(err)
	}
	_ = command.Wait()
	killed := time.Now()

	broker := brokertest.Start(t)
	d := newDesk(t, broker.URL, 0)
	g := gatewayOf(t, config{Broker: broker.URL, Btsnoop: file(t, "none", "btsnoop\x00\x00\x00\x00\x01\x00\x00\x03\xea"), Spool: dir})
	if g.post.counts().Waiting == 0 {
		t.Fatal("killed after eight seconds without a broker: got nothing kept")
	}
	spawn(t, g.Run)
	eventually(t, "all that was kept", func() bool { return g.post.counts().Waiting == 0 })
	d.mu.Lock()
	defer d.mu.Unlock()
	if len(d.heard) != 8 {
		t.Errorf("got %d tags, want 8", len(d.heard))
	}
	for tag, times := range d.heard {
		if first, last := times[0].Sub(began), killed.Sub(times[len(times)-1]); first > 3*time.Second || last > 3*time.Second {
			t.Errorf("%s: kept from %s after the start to %s before the kill, want nearly all", tag, first, last)
		}
	}
}

func TestFilesForTLSAreChecked(t *testing.T) {
	for what, c := range map[string]config{
		"ca: open":  {CA: "/nowhere.pem"},
		"no cert":   {CA: file(t, "ca.pem", "no certificate")},
		"config: c": {Cert: "/nowhere.pem", Key: "/nowhere.key"},
	} {
		if got, err := c.tls(); err == nil || got != nil {
			t.Errorf("%s: got %v, %v, want an error", what, got, err)
		}
	}
	if got, err := (&config{}).tls(); got != nil || err != nil {
		t.Errorf("no files: got %v, %v, want the machine's authorities", got, err)
	}
	if _, err := build(config{CA: "/nowhere.pem"}, nil); err == nil || !strings.Contains(err.Error(), os.ErrNotExist.Error()) && !strings.Contains(err.Error(), "no such file") {
		t.Errorf("build without the CA: got %v", err)
	}
}
