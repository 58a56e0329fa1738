package devicetest

import (
	"bufio"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// Peer is a running program we did not write, or a few lines of script around
// one: what it says on its standard output is what a test asks of it.
type Peer struct {
	// In is its standard input.
	In io.WriteCloser

	tb   testing.TB
	name string
	out  *os.File
	said *bufio.Reader
}

// Node starts a script on Node with the packages of devices/devicetest/peers,
// which it may require by name; the script's standard error goes to the test's.
// Where they are missing the test is skipped, and fails with CI=true. The
// program is killed when the test ends.
func Node(tb testing.TB, script string, args ...string) *Peer {
	tb.Helper()
	modules := filepath.Join(root(tb), "devices/devicetest/peers/node_modules")
	if _, err := os.Stat(modules); err != nil {
		Lacks(tb, "the packages of devices/devicetest/peers: run `make peers`")
	}
	return Start(tb, []string{"NODE_PATH=" + modules}, append([]string{"node", script}, args...)...)
}

// Start starts a program as a Peer, with more variables in its environment.
func Start(tb testing.TB, environment []string, command ...string) *Peer {
	tb.Helper()
	if _, err := exec.LookPath(command[0]); err != nil {
		Lacks(tb, command[0])
	}
	out, theirs, err := os.Pipe()
	if err != nil {
		tb.Fatal(err)
	}
	cmd := exec.Command(command[0], command[1:]...)
	cmd.Env = append(os.Environ(), environment...)
	cmd.Stdout, cmd.Stderr = theirs, os.Stderr
	in, err := cmd.StdinPipe()
	if err == nil {
		err = cmd.Start()
	}
	_ = theirs.Close()
	if err != nil {
		_ = out.Close()
		tb.Fatalf("start %s: %v", command[0], err)
	}
	tb.Cleanup(func() {
		_ = cmd.Process.Kill()
		_ = cmd.Wait()
		_ = out.Close()
	})
	return &Peer{In: in, tb: tb, name: filepath.Base(strings.Join(command[:min(2, len(command))], " ")), out: out, said: bufio.NewReader(out)}
}

// Lacks ends a test for want of a program: skipped, or failed with CI=true.
func Lacks(tb testing.TB, what string) {
	tb.Helper()
	if os.Getenv("CI") == "true" {
		tb.Fatalf("this machine lacks %s", what)
	}
	tb.Skipf("this machine lacks %s", what)
}

// Line is the next line the peer says; waiting for more than 20 seconds, or
// for a peer that has ended, fails the test.
func (p *Peer) Line() string {
	p.tb.Helper()
	_ = p.out.SetReadDeadline(time.Now().Add(20 * time.Second)) // a pipe always takes one
	line, err := p.said.ReadString('\n')
	if err != nil {
		p.tb.Fatalf("waiting for a line of %s: %v; it had begun %q", p.name, err, line)
	}
	return strings.TrimSuffix(line, "\n")
}

// root is the folder of the repository.
func root(tb testing.TB) string {
	tb.Helper()
	at, err := os.Getwd()
	for ; err == nil; at = filepath.Dir(at) {
		if _, missing := os.Stat(filepath.Join(at, "go.mod")); missing == nil {
			return at
		}
		if at == filepath.Dir(at) {
			err = os.ErrNotExist
		}
	}
	tb.Fatalf("the repository's folder: %v", err)
	return ""
}
