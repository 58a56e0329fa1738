// Package brokertest starts a real mosquitto for a test, on a free port of the
// loopback, and can end it as rudely as the field does. It promises that the
// broker is gone when the test is. It is for tests only.
package brokertest

import (
	"bytes"
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
	config  string
	command *exec.Cmd
	said    bytes.Buffer // its log
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
	b := &Broker{t: t, address: freeAddress(t)}
	b.URL = "tcp://" + b.address
	b.config = filepath.Join(t.TempDir(), "mosquitto.conf")
	if err := os.WriteFile(b.config, []byte(config(b.address, extra)), 0o600); err != nil {
		t.Fatal(err)
	}
	b.command = exec.Command(program, "-c", b.config)
	t.Cleanup(b.Kill)
	b.start()
	return b
}

// config is the venue's configuration (safety rests on our own numbers, so the
// broker keeps nothing), open to everybody unless extra says otherwise.
func config(address string, extra []string) string {
	host, port, _ := net.SplitHostPort(address)
	lines := []string{
		"persistence false",
		"max_inflight_messages 1000",
		"max_queued_messages 20000",
		"log_type error",
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

// start runs the program and waits until it answers.
func (b *Broker) start() {
	b.t.Helper()
	b.command = exec.Command(b.command.Path, "-c", b.config)
	b.said.Reset()
	b.command.Stderr = &b.said
	if err := b.command.Start(); err != nil {
		b.t.Fatal(err)
	}
	deadline := time.Now().Add(10 * time.Second)
	for {
		c, err := net.Dial("tcp", b.address)
		if err == nil {
			_ = c.Close()
			return
		}
		if time.Now().After(deadline) {
			b.Kill()
			b.t.Fatalf("mosquitto on %s does not answer: %v\n%s", b.address, err, b.said.String())
		}
		<-time.After(5 * time.Millisecond)
	}
}

// Kill ends the broker with kill -9 and waits until it is gone. Killing a dead
// one does nothing.
func (b *Broker) Kill() {
	if b.command.Process == nil || b.command.ProcessState != nil {
		return
	}
	_ = b.command.Process.Kill()
	_ = b.command.Wait()
}

// Restart kills the broker and starts it again on the same port, without any
// memory of before.
func (b *Broker) Restart() {
	b.t.Helper()
	b.Kill()
	b.start()
}

// CPU is how much processor time the broker has used since it was started
// last. It is known only once the broker is dead.
func (b *Broker) CPU() time.Duration {
	if b.command.ProcessState == nil {
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
