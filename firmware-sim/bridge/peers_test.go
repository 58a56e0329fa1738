package bridge

import (
	"fmt"
	"net/url"
	"strings"
	"testing"

	"foyer/devices/devicetest"
)

// TestAppsOfOthersTakeItForABridge lets npm's node-hue-api and huejay, which
// know real bridges, pair with the pretend one, look round and light lamps.
func TestAppsOfOthersTakeItForABridge(t *testing.T) {
	for _, c := range []struct {
		script string
		says   []string // after what it said while nobody had pressed
	}{
		{"testdata/node-hue-api.cjs", []string{
			`paired [40,32]`, `lights 16`, `groups ["Dance floor","Group 0","Lounge"]`, `scenes ["House"]`,
			`light [true,120,[0.5437,0.2759],"xy",true]`, `group [true,200]`, `recalled 366`, `thief 1`,
		}},
		{"testdata/huejay.cjs", []string{
			`paired [40]`, `bridge ["001788FFFE000001","BSB002"]`, `lights 16`, `groups ["Dance floor","Lounge"]`, `scenes ["House"]`,
			`light ["Bar",true,120,[0.5,0.3],"xy",true]`, `group [true,200]`, `recalled 366`, `unknown 3`,
		}},
	} {
		t.Run(strings.TrimPrefix(c.script, "testdata/"), func(t *testing.T) {
			b, _ := start(t, Config{Scenes: []Scene{{ID: "house1", Name: "House", Group: "1", Mirek: 366, Bri: 100}}})
			u, err := url.Parse(b.URL())
			if err != nil {
				t.Fatal(err)
			}
			peer := devicetest.Node(t, c.script, u.Hostname(), u.Port())
			for line := ""; !strings.HasPrefix(line, "unpressed"); {
				if line = peer.Line(); strings.HasPrefix(line, "unpressed") && line != "unpressed 101" || strings.HasPrefix(line, "failed") {
					t.Fatalf("pairing before the press: got %q, want error 101", line)
				}
			}
			b.PressLink()
			_, _ = fmt.Fprintln(peer.In, "pressed")
			for _, want := range c.says {
				if got := peer.Line(); got != want {
					t.Errorf("it said %q, want %q", got, want)
				}
			}
		})
	}
}
