// Package brokertest starts a real mosquitto for a test, on a free port of the
// loopback, and can end it as rudely as the field does. It promises that the
// broker is gone when the test is. It is for tests only.
package brokertest

import (
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// Broker is one mosquitto. URL stays the same over a restart.
type Broker struct {
	URL string

	t       testing.TB
	address string
	program string
	config  string
	command *exec.Cmd
	gone    chan struct{} // closed when the command has ended
}

// Start starts a broker configured as the venue's is, with any extra lines of
// configuration. Without a mosquitto on the machine the test is skipped, or
// fails when CI=true.
func Start(t testing.TB, extra ...string) *Broker {
	t.Helper()
	program, err := find()
	if err != nil {
		missing(t, err)
	}
	b := &Broker{t: t, program: program, config: filepath.Join(t.TempDir(), "mosquitto.conf")}
	t.Cleanup(b.Kill)
	for range 3 { // a free port may be gone before it is used
		b.address = freeAddress(t)
		b.URL = "tcp://" + b.address
		if err := os.WriteFile(b.config, []byte(config(b.address, extra)), 0o600); err != nil {
			t.Fatal(err)
		}
		if err = b.start(); err == nil {
			return b
		}
	}
	t.Fatal(err)
	return nil
}

// config is the venue's configuration (safety rests on our own numbers, so the
// broker keeps nothing), open to everybody unless extra says otherwise.
func config(address string, extra []string) string {
	host, port, _ := net.SplitHostPort(address)
	lines := []string{
		"persistence false",
		"max_inflight_messages 1000",
		"max_queued_messages 20000",
		// Or a small message waits up to 40 ms for the receipt of the last one.
		"set_tcp_nodelay true",
		"log_type error", "log_type information",
		fmt.Sprintf("listener %s %s", port, host),
	}
	if !strings.Contains(strings.Join(extra, "\n"), "allow_anonymous") {
		lines = append(lines, "allow_anonymous true")
	}
	if os.Geteuid() == 0 {
		// Or it becomes a user who may not read the files of the test.
		lines = append([]string{"user root"}, lines...)
	}
	return strings.Join(append(lines, extra...), "\n") + "\n"
}

// find looks where Debian puts it too, which is not on everybody's PATH.
func find() (string, error) {
	if program, err := exec.LookPath("mosquitto"); err == nil {
		return program, nil
	}
	return exec.LookPath("/usr/sbin/mosquitto")
}

func missing(t testing.TB, err error) {
	t.Helper()
	if os.Getenv("CI") == "true" {
		t.Fatalf("mosquitto is needed: %v", err)
	}
	t.Skipf("mosquitto is needed (apt install mosquitto): %v", err)
}

func freeAddress(t testing.TB) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = l.Close() }()
	return l.Addr().String()
}

// start runs the program and waits until it says that it listens.
func (b *Broker) start() error {
	b.gone = nil
	said := &journal{running: make(chan struct{})}
	b.command = exec.Command(b.program, "-c", b.config)
	b.command.Stderr = said
	if err := b.command.Start(); err != nil {
		return fmt.Errorf("start mosquitto: %w", err)
	}
	gone := make(chan struct{})
	b.gone = gone
	go func(c *exec.Cmd) { _ = c.Wait(); close(gone) }(b.command)
	select {
	case <-said.running:
		return nil
	case <-gone:
		return fmt.Errorf("mosquitto on %s ended at once: %s", b.address, said)
	case <-time.After(10 * time.Second):
		b.Kill()
		return fmt.Errorf("mosquitto on %s does not come up: %s", b.address, said)
	}
}

// Kill ends the broker with kill -9 and waits until it is gone. Killing a dead
// one does nothing.
func (b *Broker) Kill() {
	if b.gone == nil {
		return
	}
	_ = b.command.Process.Kill()
	<-b.gone
}

// Restart kills the broker and starts it again on the same port, without any
// memory of before.
func (b *Broker) Restart() {
	b.t.Helper()
	b.Kill()
	if err := b.start(); err != nil {
		b.t.Fatal(err)
	}
}

// CPU is how much processor time the broker has used since it was started
// last. It is known only once the broker is dead.
func (b *Broker) CPU() time.Duration {
	select {
	case <-b.gone:
	default:
		return 0
	}
	return b.command.ProcessState.UserTime() + b.command.ProcessState.SystemTime()
}

// Signal sends the broker a signal, such as SIGSTOP for a machine that hangs.
func (b *Broker) Signal(s os.Signal) {
	b.t.Helper()
	if err := b.command.Process.Signal(s); err != nil {
		b.t.Fatal(err)
	}
}
