package main

import (
	"os"
	"runtime"
	"syscall"
)

// slack is how late the kernel may ring a timer, ns, to ring it together with
// others. Linux begins with 50 µs; no lamp and no phone sees a millisecond.
const slack = 1_000_000

// easeTimers starts the program again with more slack, if it has less. The Go
// runtime's monitor wakes every 20 µs while anything runs, which in a crowd is
// a fifth of all that a sighting costs (make bench). It is the first thread
// that the runtime starts, and threads inherit their slack (prctl(2)): only a
// program that begins with it gives it to all of them.
func easeTimers() {
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	now, _, failed := syscall.RawSyscall(syscall.SYS_PRCTL, syscall.PR_GET_TIMERSLACK, 0, 0)
	if failed != 0 || now >= slack {
		return
	}
	if _, _, failed := syscall.RawSyscall(syscall.SYS_PRCTL, syscall.PR_SET_TIMERSLACK, slack, 0); failed != 0 {
		return
	}
	_ = syscall.Exec("/proc/self/exe", os.Args, os.Environ()) // or go on as it is
}
