package store

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
	"time"

	"github.com/redis/go-redis/v9"
)

// child is a redis-server of ours on a unix socket. It holds a lock on a file
// as long as it lives, so that the next one never meets it in the same files.
type child struct {
	program, dir, socket string
	client               redis.UniversalClient
	lock                 *os.File // the data directory is ours
	log                  *slog.Logger

	pid     int // 0 = none
	started time.Time
	rewrite bool // the append-only file is to be written anew
	problem error
}

const (
	// restPause keeps a child that dies at once from being started in a loop.
	restPause = 2 * time.Second
	// endPatience is how long a child may take to write everything and end.
	endPatience = 10 * time.Second
	// logKeep is how big its log may grow before a start empties it.
	logKeep = 1 << 20
)

// start waits for a child that a killed controller left, mends the
// append-only file and starts our own.
func (c *child) start(ctx context.Context) error {
	c.started = time.Now()
	alive, err := lockFile(ctx, filepath.Join(c.dir, "redis.lock"), func() { c.dismiss(ctx) })
	if err != nil {
		return err
	}
	defer func() { _ = alive.Close() }() // the child has its own copy
	c.mend(ctx)
	out, err := c.output()
	if err != nil {
		return err
	}
	defer func() { _ = out.Close() }()
	cmd := exec.Command(c.program, c.arguments()...)
	cmd.Dir, cmd.Stdout, cmd.Stderr = c.dir, out, out
	cmd.ExtraFiles = []*os.File{alive}
	cmd.SysProcAttr = apart()
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	if err := cmd.Start(); err != nil {
		return fmt.Errorf("store: start %s: %w", c.program, err)
	}
	c.pid, c.rewrite = cmd.Process.Pid, true
	return cmd.Process.Release() // we wait for it by its number
}

func (c *child) arguments() []string {
	return []string{
		"--port", "0", "--unixsocket", c.socket, "--unixsocketperm", "700",
		"--appendonly", "yes", "--appendfsync", "everysec", "--save", "", "--dir", c.dir,
		"--maxmemory-policy", "noeviction", "--daemonize", "no",
	}
}

// dismiss asks a child of a dead controller to end. It has been told to by the
// kernel already, unless it was started where the kernel does not.
func (c *child) dismiss(ctx context.Context) {
	c.log.WarnContext(ctx, "the redis-server of a dead controller still runs: waiting until it ends")
	asking, cancel := context.WithTimeout(ctx, lookFor)
	defer cancel()
	if err := c.client.ShutdownNoSave(asking).Err(); err != nil {
		c.log.DebugContext(ctx, "it does not answer", "problem", err.Error())
	}
}

// output opens the child's log.
func (c *child) output() (*os.File, error) {
	flags := os.O_WRONLY | os.O_CREATE | os.O_APPEND
	if info, err := os.Stat(c.logPath()); err == nil && info.Size() > logKeep {
		flags |= os.O_TRUNC
	}
	out, err := os.OpenFile(c.logPath(), flags, 0o600)
	if err != nil {
		return nil, fmt.Errorf("store: log of the redis-server: %w", err)
	}
	return out, nil
}

func (c *child) logPath() string { return filepath.Join(c.dir, "redis.log") }

// ready waits until the child answers, its data loaded.
func (c *child) ready(ctx context.Context) error {
	for {
		if c.exited() {
			return fmt.Errorf("store: %s ended at once: %s", c.program, c.lastWords())
		}
		err := c.client.Ping(ctx).Err()
		if err == nil {
			return nil
		}
		if !pause(ctx, 20*time.Millisecond) {
			return fmt.Errorf("store: waiting for %s: %w", c.program, errors.Join(ctx.Err(), err))
		}
	}
}

// lastWords is the end of the child's log.
func (c *child) lastWords() string {
	text, _ := os.ReadFile(c.logPath())
	lines := strings.Split(strings.TrimSpace(string(text)), "\n")
	return strings.Join(lines[max(0, len(lines)-3):], "; ")
}

// exited tells whether the child is gone, and lets the kernel forget it.
func (c *child) exited() bool {
	if c.pid == 0 {
		return true
	}
	gone, err := syscall.Wait4(c.pid, nil, syscall.WNOHANG, nil)
	if gone == c.pid || errors.Is(err, syscall.ECHILD) {
		c.pid = 0
	}
	return c.pid == 0
}

// tend starts a child that has ended again.
func (c *child) tend(ctx context.Context) error {
	switch {
	case c.pid == 0 && time.Since(c.started) > restPause:
		c.problem = c.start(ctx)
	case c.pid != 0 && c.exited():
		// Told first and started at the next call: a start may take its time.
		c.problem = fmt.Errorf("the redis-server has ended: %s", c.lastWords())
	case c.rewrite:
		c.compact(ctx)
	}
	return c.problem
}

// close ends the child and leaves the data directory to the next.
func (c *child) close() error { return errors.Join(c.end(), c.lock.Close()) }

// end asks the child to write everything and end, and waits until it has.
func (c *child) end() error {
	if c.exited() {
		return nil
	}
	_ = syscall.Kill(c.pid, syscall.SIGTERM)
	for late := time.Now().Add(endPatience); !c.exited(); {
		if time.Now().After(late) {
			_ = syscall.Kill(c.pid, syscall.SIGKILL)
			_, _ = syscall.Wait4(c.pid, nil, 0, nil)
			return fmt.Errorf("store: %s did not end within %s and was killed", c.program, endPatience)
		}
		pause(context.Background(), 10*time.Millisecond)
	}
	return nil
}
