package bridge

import (
	"encoding/json"
	"slices"
	"time"
)

// remembered bounds how many commands are kept.
const remembered = 8192

// Command is one thing the bridge was told to do.
type Command struct {
	At   time.Time
	Path string // "/lights/3/state" or "/groups/2/action"
	Body string // as it came
	// Refused is the answer when it did not take it: "901", "429", "503"; "" = taken.
	Refused string
}

// Counters is what the bridge has had to do.
type Counters struct {
	Sent    int // commands taken
	Groups  int // of them to groups
	Refused int // not taken because its buffer was full, or by a fault
	// Reads counts everything that was only asked.
	Reads int
	// Peak is the most requests it had at the same moment.
	Peak int
	// Behind is the longest a command waited for the radio.
	Behind time.Duration
}

// Told is what the bridge was told, oldest first; the last 8192 are kept.
func (b *Bridge) Told() []Command {
	b.mu.Lock()
	defer b.mu.Unlock()
	return slices.Clone(b.told)
}

// Counters is what the bridge has had to do so far.
func (b *Bridge) Counters() Counters {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.counters
}

func (b *Bridge) remember(path string, body json.RawMessage, refused string) {
	if len(b.told) >= remembered {
		b.told = slices.Delete(b.told, 0, remembered/4)
	}
	b.told = append(b.told, Command{At: b.config.Now(), Path: path, Body: string(body), Refused: refused})
	if refused != "" {
		b.counters.Refused++
		return
	}
	b.counters.Sent++
}
