package store

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
	"testing"
	"time"

	"foyer/controller/venue"
)

// orphan is set in the process that TestKilledControllerTakesItsRedisAlong kills.
const orphan = "FOYER_TEST_ORPHAN"

func TestKilledControllerTakesItsRedisAlong(t *testing.T) {
	if dir := os.Getenv(orphan); dir != "" {
		beKilled(t, dir)
	}
	c := embedded(t, "child")
	for n := uint64(1); n <= 3; n++ {
		killed := exec.Command(os.Args[0], "-test.run", "^"+t.Name()+"$")
		killed.Env = append(os.Environ(), orphan+"="+c.Dir)
		out, err := killed.StdoutPipe()
		if err != nil {
			t.Fatal(err)
		}
		if _, err := killed.StdinPipe(); err != nil {
			t.Fatal(err)
		}
		if err := killed.Start(); err != nil {
			t.Fatal(err)
		}
		var pid int
		var has uint64
		lines := bufio.NewScanner(out)
		for pid == 0 && lines.Scan() {
			_, _ = fmt.Sscanf(lines.Text(), "orphan %d %d", &pid, &has)
		}
		_ = killed.Process.Kill()
		_ = killed.Wait()
		if pid == 0 || has != n {
			t.Fatalf("controller %d: got redis-server %d and batch %d, want one and %d", n, pid, has, n)
		}
		if n == 3 { // the others are met by the next controller at once
			eventually(t, "the redis-server is gone", func() bool { return errors.Is(syscall.Kill(pid, 0), syscall.ESRCH) })
		}
	}
	began := time.Now()
	s := open(t, c)
	if took := time.Since(began); took > 5*time.Second {
		t.Errorf("open after the kill: took %v, want at most 5 s", took)
	}
	if got := load(t, s); got.Number != 3 || len(got.Seen) != 3 {
		t.Fatalf("load after 3 kills: got batch %d and %d ids, want 3 and 3", got.Number, len(got.Seen))
	}
}

// beKilled commits one batch, says so, and waits for the kill.
func beKilled(t *testing.T, dir string) {
	s, err := Open(t.Context(), Config{Dir: dir, Venue: "expo", Owner: "one", Embedded: "child"}, testLog())
	if err != nil {
		t.Fatal(err)
	}
	b := rich(load(t, s).Number + 1)
	commit(t, s, &venue.Batch{Number: b.Number, Seen: b.Seen})
	fmt.Printf("orphan %d %d\n", s.host.(*child).pid, b.Number)
	_, _ = io.Copy(io.Discard, os.Stdin) // ends with the test, should nobody kill us
	_ = s.Close()
	os.Exit(1)
}

// onThreadThatEnds calls f on a thread that ends with the goroutine, because
// it stays locked. The first thread of a process never ends, so not on that.
func onThreadThatEnds(f func()) {
	runtime.LockOSThread()
	if syscall.Gettid() != syscall.Getpid() {
		f()
		return
	}
	done := make(chan struct{})
	go func() { defer close(done); onThreadThatEnds(f) }()
	<-done
	runtime.UnlockOSThread()
}

// The kernel means the thread, not the process, when it says "parent".
func TestEndOfTheStartingThreadCostsOnlyARestart(t *testing.T) {
	c := embedded(t, "child")
	opened := make(chan *Store)
	go onThreadThatEnds(func() {
		s, err := Open(t.Context(), c, testLog())
		if err != nil {
			t.Errorf("open: %v", err)
		}
		opened <- s
	})
	s := <-opened
	t.Cleanup(func() { _ = s.Close() })
	first := s.host.(*child).pid
	s.host.(*child).started = time.Time{}
	eventually(t, "the redis-server was told to end", func() bool { return s.client.Ping(t.Context()).Err() != nil })
	stop := running(t, s)
	commitSoon(t, s, rich(1))
	stop()
	if now := s.host.(*child).pid; now == first || now == 0 {
		t.Errorf("redis-server after the thread's end: got process %d, want another than %d", now, first)
	}
}

func TestHalfWrittenFileIsMended(t *testing.T) {
	c := embedded(t, "child")
	s := open(t, c)
	commit(t, s, rich(1))
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	files, err := filepath.Glob(filepath.Join(c.Dir, "appendonlydir", "*.incr.aof"))
	if err != nil || len(files) == 0 {
		t.Fatalf("looking for the append-only file: got %v, %v", files, err)
	}
	f, err := os.OpenFile(files[len(files)-1], os.O_APPEND|os.O_WRONLY, 0)
	if err != nil {
		t.Fatal(err)
	}
	// A power cut inside the transaction of a script.
	_, err = f.WriteString("*1\r\n$5\r\nMULTI\r\n*4\r\n$4\r\nHSET\r\n$4\r\nhal")
	if err := errors.Join(err, f.Close()); err != nil {
		t.Fatal(err)
	}
	s = open(t, c)
	same(t, "load after a half-written end", load(t, s), sum())
	commit(t, s, rich(2))
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	if got := load(t, open(t, c)); got.Number != 2 {
		t.Fatalf("load after the next start: got batch %d, want 2", got.Number)
	}
}

func TestFileIsWrittenAnewAfterAStart(t *testing.T) {
	s := open(t, embedded(t, "child"))
	running(t, s)
	eventually(t, "the append-only file was written anew", func() bool {
		info, err := s.client.Info(t.Context(), "persistence").Result()
		return err == nil && strings.Contains(info, "aof_last_bgrewrite_status:ok") && !strings.Contains(info, "aof_last_rewrite_time_sec:-1")
	})
}

func TestLongDirectoryStillGetsASocket(t *testing.T) {
	c := embedded(t, "child")
	c.Dir = filepath.Join(c.Dir, strings.Repeat("long/", 30))
	s := open(t, c)
	commit(t, s, rich(1))
	if socket := s.host.(*child).socket; strings.HasPrefix(socket, c.Dir) || len(socket) > socketMax {
		t.Errorf("socket of a long directory: got %s", socket)
	}
	t.Cleanup(func() { _ = os.RemoveAll(filepath.Dir(s.host.(*child).socket)) })
}

func TestSecondControllerWaitsForTheDirectory(t *testing.T) {
	for _, kind := range []string{"child", "memory"} {
		t.Run(kind, func(t *testing.T) {
			c := embedded(t, kind)
			s := open(t, c)
			ctx, cancel := context.WithTimeout(t.Context(), 300*time.Millisecond)
			defer cancel()
			if _, err := Open(ctx, c, testLog()); !errors.Is(err, context.DeadlineExceeded) {
				t.Fatalf("open of a directory in use: got %v, want deadline exceeded", err)
			}
			commit(t, s, rich(1))
		})
	}
}

func TestDataIsNotLeftBehindByAnotherKind(t *testing.T) {
	c := embedded(t, "memory")
	s := open(t, c)
	commit(t, s, rich(1))
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	need(t, "redis-server")
	c.Embedded = ""
	s = open(t, c)
	if s.Kind() != Trial {
		t.Errorf("kind of store on the data of a trial store: got %v, want the trial store", s.Kind())
	}
	same(t, "load", load(t, s), sum())

	c = embedded(t, "")
	s = open(t, c)
	commit(t, s, rich(1))
	if err := s.Close(); err != nil || s.Kind() != Child {
		t.Fatalf("close of the store that is chosen with redis-server on PATH: got %v, %v; want a child", s.Kind(), err)
	}
	t.Setenv("PATH", t.TempDir())
	if _, err := Open(t.Context(), c, testLog()); err == nil || !strings.Contains(err.Error(), "PATH") {
		t.Errorf("open of a child's data without redis-server: got %v, want an error about PATH", err)
	}
	c.Dir = t.TempDir()
	if s := open(t, c); s.Kind() != Trial {
		t.Errorf("kind of store without redis-server: got %v, want the trial store", s.Kind())
	}
}

func TestChildThatCannotStartSaysWhy(t *testing.T) {
	c := embedded(t, "child")
	if err := os.MkdirAll(filepath.Join(c.Dir, "appendonlydir"), 0o700); err != nil {
		t.Fatal(err)
	}
	manifest := filepath.Join(c.Dir, "appendonlydir", "appendonly.aof.manifest")
	if err := os.WriteFile(manifest, []byte("nonsense\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	_, err := Open(t.Context(), c, testLog())
	if err == nil || !strings.Contains(err.Error(), "AOF") {
		t.Fatalf("open with a spoiled manifest: got %v, want the last words of redis-server", err)
	}
}
