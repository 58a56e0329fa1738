package store

import "syscall"

// apart is how a child runs: in its own process group, so that a Ctrl-C ends
// us first and the child after our last commit; and told to end when we are
// gone, kill -9 included. The kernel means the thread that started it: a stray
// end of that thread costs a restart by Run, which keeps its own thread.
func apart() *syscall.SysProcAttr {
	return &syscall.SysProcAttr{Setpgid: true, Pdeathsig: syscall.SIGTERM}
}
