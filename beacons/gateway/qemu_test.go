package main

import (
	"bytes"
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"foyer/beacons/link/brokertest"
)

// journal collects what a process says.
type journal struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (j *journal) Write(p []byte) (int, error) {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.text.Write(p)
}

func (j *journal) String() string {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.text.String()
}

// qemu finds an emulator; without it the test is skipped, or fails with CI=true.
func qemu(t *testing.T, name string) string {
	t.Helper()
	path, err := exec.LookPath(name)
	if err == nil {
		return path
	}
	if os.Getenv("CI") == "true" {
		t.Fatalf("%s is needed: %v", name, err)
	}
	t.Skipf("%s is needed (apt install qemu-user-static): %v", name, err)
	return ""
}

// cross builds the gateway for another machine.
func cross(t *testing.T, env ...string) string {
	t.Helper()
	binary := filepath.Join(t.TempDir(), "foyer-gateway")
	ctx, stop := context.WithTimeout(t.Context(), 8*time.Minute)
	defer stop()
	build := exec.CommandContext(ctx, "go", "build", "-trimpath", "-ldflags", "-s -w", "-o", binary, ".")
	build.Env = append(os.Environ(), append(env, "CGO_ENABLED=0", "GOOS=linux")...)
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("go build %v: %v\n%s", env, err, out)
	}
	return binary
}

func TestPiBuildsHearARecordingAndTellIt(t *testing.T) {
	if testing.Short() {
		t.Skip("builds for two other machines")
	}
	t.Parallel()
	for _, pi := range []struct {
		name, emulator string
		args, env      []string
	}{
		{"arm64", "qemu-aarch64-static", nil, []string{"GOARCH=arm64"}},
		// The processor of a Pi 1 or Zero: a build for ARMv7 dies on it.
		{"armv6", "qemu-arm-static", []string{"-cpu", "arm1176"}, []string{"GOARCH=arm", "GOARM=6"}},
	} {
		t.Run(pi.name, func(t *testing.T) {
			emulator := qemu(t, pi.emulator)
			binary := cross(t, pi.env...)
			broker := brokertest.Start(t)
			d := newDesk(t, broker.URL, 0)
			var said journal
			command := exec.Command(emulator, append(pi.args, binary, "--id", "gw-1", "--venue", "v", "--broker", broker.URL,
				"--btsnoop", capture(), "--spool", t.TempDir())...)
			command.Stderr = &said
			if err := command.Start(); err != nil {
				t.Fatal(err)
			}
			defer func() { _ = command.Process.Kill() }()
			eventually(t, "the recording told by "+pi.name, func() bool {
				d.mu.Lock()
				defer d.mu.Unlock()
				return len(d.heard) == 8
			})
			_ = command.Process.Signal(syscall.SIGTERM)
			if err := command.Wait(); err != nil || strings.Contains(said.String(), "level=ERROR") {
				t.Errorf("%s: got %v after SIGTERM\n%s", pi.name, err, said.String())
			}
		})
	}
}
