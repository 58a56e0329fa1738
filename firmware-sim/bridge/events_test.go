package bridge

import (
	"strings"
	"testing"
	"time"

	"foyer/devices/devicetest"
)

// hears starts curl on the event stream.
func hears(t *testing.T, b *Bridge) *devicetest.Peer {
	t.Helper()
	p := devicetest.Start(t, nil, "curl", "-skN", "-H", "hue-application-key: "+b.Key(), "-H", "Accept: text/event-stream", b.URL()+eventRoot)
	if hi := p.Line(); hi != ": hi" {
		t.Fatalf("first line of the events: got %q, want \": hi\"", hi)
	}
	p.Line() // an empty one
	return p
}

// next is the id and the containers of the next message.
func next(p *devicetest.Peer) (id, data string) {
	id, data = p.Line(), p.Line()
	p.Line()
	return id, data
}

func TestEventsComeTogetherOnceASecond(t *testing.T) {
	b, clock := start(t, Config{TLS: true})
	s := speak(t, b)
	light := "/clip/v2/resource/light/" + s.find("light", "/lights/3")["id"].(string)
	p := hears(t, b)
	devicetest.Until(t, "who listens is counted", func() bool { return b.listening() == 1 }) // the first line comes before
	s.ask("PUT", light, `{"dimming":{"brightness":10}}`)
	s.ask("PUT", light, `{"dimming":{"brightness":20}}`)
	b.Reach("4", false)
	clock.turn(1100 * time.Millisecond)
	id, data := next(p)
	if !strings.HasPrefix(id, "id: ") || strings.Contains(data, `"brightness":9.8`) || !strings.Contains(data, `"brightness":20`) {
		t.Errorf("two changes in a second: got %s %s, want the last only", id, data)
	}
	if strings.Count(data, `"type":"update"`) != 1 || !strings.Contains(data, `"status":"connectivity_issue"`) || strings.Contains(data, `"metadata"`) {
		t.Errorf("changes of two lamps: got %s, want one container with what changed", data)
	}
	_, made := s.ask("POST", "/clip/v2/resource/scene", sceneOf(s.find("room", "/groups/1")["id"], 1))
	clock.turn(1100 * time.Millisecond)
	if _, data = next(p); !strings.Contains(data, `"type":"add"`) || !strings.Contains(made, `"rid"`) {
		t.Errorf("a new scene: got %s, want an add", data)
	}
}

// listening counts those who listen.
func (b *Bridge) listening() int {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.events.listeners
}
