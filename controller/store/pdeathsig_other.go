//go:build !linux

package store

import "syscall"

// apart is how a child runs: in its own process group. One that outlives us
// is asked to end by the next start.
func apart() *syscall.SysProcAttr {
	return &syscall.SysProcAttr{Setpgid: true}
}
