package store

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"
)

// mend cuts a half-written tail off the append-only file before a start. Redis
// 7.0 would load such a file too, but when the cut is inside a transaction it
// leaves the transaction open and does part of it twice at the start after the
// next (valkey-io/valkey#4342).
func (c *child) mend(ctx context.Context) {
	file := c.appendOnly()
	if file == "" {
		return
	}
	checker, err := exec.LookPath(strings.TrimSuffix(c.program, "server") + "check-aof")
	if err != nil {
		c.log.WarnContext(ctx, "the append-only file is not checked: its checker is missing", "problem", err.Error())
		return
	}
	check := exec.CommandContext(ctx, checker, "--fix", file)
	check.Dir = c.dir
	check.Stdin = strings.NewReader(strings.Repeat("y\n", 10))
	said, err := check.CombinedOutput()
	switch {
	case err != nil:
		c.log.WarnContext(ctx, "the append-only file could not be mended", "problem", err.Error(), "said", tail(said))
	case strings.Contains(string(said), "Successfully truncated"):
		c.log.WarnContext(ctx, "a half-written end was cut off the append-only file", "said", tail(said))
	}
}

// appendOnly finds the append-only file: a manifest since Redis 7, one file before.
func (c *child) appendOnly() string {
	for _, name := range []string{"appendonlydir/appendonly.aof.manifest", "appendonly.aof"} {
		path := filepath.Join(c.dir, name)
		if _, err := os.Stat(path); err == nil {
			return path
		}
	}
	return ""
}

// compact has the append-only file written anew, once after each start: the
// second cure of the same ill, and the file is short again.
func (c *child) compact(ctx context.Context) {
	asking, cancel := context.WithTimeout(ctx, time.Second)
	defer cancel()
	if err := c.client.BgRewriteAOF(asking).Err(); err == nil || refused(err) && !isLoading(err) {
		c.rewrite = false
	}
}

func isLoading(err error) bool { return strings.HasPrefix(err.Error(), "LOADING") }

// tail is the end of what a program said.
func tail(said []byte) string {
	text := strings.TrimSpace(string(said))
	return text[max(0, len(text)-300):]
}
