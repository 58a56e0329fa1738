package store

import (
	"log/slog"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"
)

// server is a redis-server of a test's own.
type server struct {
	t    testing.TB
	dir  string
	addr string
	more []string
	cmd  *exec.Cmd
}

// need finds a program, or skips the test; on CI it must be there.
func need(t testing.TB, program string) string {
	t.Helper()
	path, err := exec.LookPath(program)
	if err != nil && os.Getenv("CI") == "true" {
		t.Fatalf("looking for %s: %v: install it (apt-get install redis-server)", program, err)
	}
	if err != nil {
		t.Skipf("%s is not installed (apt-get install redis-server)", program)
	}
	return path
}

// freeAddr is a loopback address that nobody listens on just now.
func freeAddr(t testing.TB) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = l.Close() }()
	return l.Addr().String()
}

// serve starts a redis-server with an append-only file.
func serve(t testing.TB, more ...string) *server {
	t.Helper()
	s := &server{t: t, dir: t.TempDir(), addr: freeAddr(t), more: more}
	s.start()
	t.Cleanup(func() { s.end(syscall.SIGKILL) })
	return s
}

func (s *server) start() {
	s.t.Helper()
	_, port, _ := net.SplitHostPort(s.addr)
	args := append([]string{
		"--port", port, "--bind", "127.0.0.1", "--dir", s.dir, "--save", "",
		"--appendonly", "yes", "--logfile", filepath.Join(s.dir, "log"),
	}, s.more...)
	s.cmd = exec.Command(need(s.t, "redis-server"), args...)
	if err := s.cmd.Start(); err != nil {
		s.t.Fatalf("start redis-server: %v", err)
	}
	c := s.client()
	eventually(s.t, "redis-server answers", func() bool { return c.Ping(s.t.Context()).Err() == nil })
}

// end sends the process a signal and waits until it is gone.
func (s *server) end(how syscall.Signal) {
	if s.cmd == nil {
		return
	}
	_ = s.cmd.Process.Signal(how)
	_ = s.cmd.Wait()
	s.cmd = nil
}

// client is a plain client beside the store's.
func (s *server) client() *redis.Client {
	c := redis.NewClient(&redis.Options{Addr: s.addr, MaxRetries: -1, DialerRetries: 1})
	s.t.Cleanup(func() { _ = c.Close() })
	return c
}

func (s *server) config(owner string) Config {
	return Config{Redis: []string{s.addr}, Venue: "expo", Owner: owner}
}

// eventually waits for something that another process does.
func eventually(t testing.TB, what string, holds func() bool) {
	t.Helper()
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	for late := time.Now().Add(20 * time.Second); !holds(); <-tick.C {
		if time.Now().After(late) {
			t.Fatalf("waited 20 s until %s: got nothing", what)
		}
	}
}

func testLog() *slog.Logger { return slog.New(slog.DiscardHandler) }

// open opens a store for as long as the test.
func open(t testing.TB, c Config) *Store {
	t.Helper()
	s, err := Open(t.Context(), c, testLog())
	if err != nil {
		t.Fatalf("open the store: %v", err)
	}
	t.Cleanup(func() { _ = s.Close() })
	return s
}
