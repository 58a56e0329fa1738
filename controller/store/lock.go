package store

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"syscall"
	"time"
)

// lockFile opens a file and waits until the lock on it is ours. The kernel
// gives the lock free when the last process that holds the file open is gone,
// so nothing is left over after a kill -9. busy is called once if it waits.
func lockFile(ctx context.Context, path string, busy func()) (*os.File, error) {
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, fmt.Errorf("store: lock: %w", err)
	}
	for first := true; ; first = false {
		err = syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB)
		if err == nil {
			return f, nil
		}
		if !errors.Is(err, syscall.EWOULDBLOCK) && !errors.Is(err, syscall.EINTR) {
			break
		}
		if first {
			busy()
		}
		if !pause(ctx, 50*time.Millisecond) {
			err = fmt.Errorf("another foyer has this folder open: %w", ctx.Err())
			break
		}
	}
	return nil, errors.Join(fmt.Errorf("store: lock %s: %w", path, err), f.Close())
}

// socketMax is how long the path of a unix socket may be on Linux, and a
// little less than elsewhere.
const socketMax = 103

// socketPath is where the child listens: in the data directory, or, when that
// path is too long for a socket, in a directory of our own with a short name.
func socketPath(dir string) (string, error) {
	path := filepath.Join(dir, "redis.sock")
	if len(path) <= socketMax {
		return path, nil
	}
	sum := sha256.Sum256([]byte(dir))
	name := "foyer-" + strconv.Itoa(os.Getuid()) + "-" + hex.EncodeToString(sum[:6])
	short := filepath.Join(os.TempDir(), name)
	if len(short)+len("/redis.sock") > socketMax {
		short = filepath.Join("/tmp", name)
	}
	if err := os.MkdirAll(short, 0o700); err != nil {
		return "", fmt.Errorf("store: socket: %w", err)
	}
	return filepath.Join(short, "redis.sock"), ours(short)
}

// ours refuses a directory that somebody else has put in our way.
func ours(dir string) error {
	info, err := os.Lstat(dir)
	if err != nil {
		return fmt.Errorf("store: socket: %w", err)
	}
	stat, ok := info.Sys().(*syscall.Stat_t)
	if !ok || !info.IsDir() || int(stat.Uid) != os.Getuid() || info.Mode().Perm() != 0o700 {
		return fmt.Errorf("store: socket: %s is not a directory of ours alone", dir)
	}
	return nil
}
