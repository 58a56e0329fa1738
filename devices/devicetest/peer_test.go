package devicetest_test

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"foyer/devices/devicetest"
)

func TestPeerTellsWhatItWasTold(t *testing.T) {
	script := filepath.Join(t.TempDir(), "echo.cjs")
	const echo = `require("osc"); process.stdin.on("data", d => console.log("heard " + d.toString().trim() + " " + process.argv[2]))`
	if err := os.WriteFile(script, []byte(echo), 0o600); err != nil {
		t.Fatal(err)
	}
	peer := devicetest.Node(t, script, "twice")
	_, _ = fmt.Fprintln(peer.In, "once")
	if got, want := peer.Line(), "heard once twice"; got != want {
		t.Errorf("the peer's answer: got %q, want %q", got, want)
	}
}
