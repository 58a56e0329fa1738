package push_test

import (
	"net"
	"os"
	"path/filepath"
	"testing"
	"time"

	"foyer/devices/devicetest"
	"foyer/firmware-sim/phones"
)

// A client that we did not write takes the pretend APNs for Apple's.
func TestForeignClientUnderstandsThePretendAPNs(t *testing.T) {
	apple := service(t)
	folder := t.TempDir()
	for name, content := range map[string][]byte{"ca.pem": apple.CA(), "key.p8": apple.Key()} {
		if err := os.WriteFile(filepath.Join(folder, name), content, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	good, unknown, gone := note(1).Token, note(2).Token, note(3).Token
	apple.Disown(unknown)
	apple.Uninstall(gone, time.Unix(1_700_000_000, 0))
	_, port, _ := net.SplitHostPort(apple.Addr())
	peer := devicetest.Node(t, "testdata/apn.cjs", "localhost", port, filepath.Join(folder, "ca.pem"), filepath.Join(folder, "key.p8"),
		phones.KeyID, phones.TeamID, phones.Topic, good, unknown, gone)
	for _, want := range []string{"sent " + good, "failed " + unknown + " 400 BadDeviceToken", "failed " + gone + " 410 Unregistered"} {
		if got := peer.Line(); got != want {
			t.Errorf("the peer says %q, want %q", got, want)
		}
	}
	told := apple.Told()
	if len(told) != 1 || told[0].Token != good || told[0].Title != "A coffee on us" || told[0].Body != "C-0001" || told[0].CollapseID != "c1" {
		t.Errorf("phones show %+v, want what the peer sent to the good one", told)
	}
}
