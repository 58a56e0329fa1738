package console

import (
	"bytes"
	"encoding/json"
	"testing"
)

func TestUnchangedStateIsOneSmallMessage(t *testing.T) {
	s := crowded(1)
	first, err := newMoment(s)
	if err != nil {
		t.Fatal(err)
	}
	later := *s
	later.At = later.At.Add(1)
	second, err := newMoment(&later)
	if err != nil {
		t.Fatal(err)
	}
	if got := len(second.since(first)); got > 64 {
		t.Errorf("only the clock moved: got a message of %d bytes, want 64 at most", got)
	}
}

// Whoever adds up the messages of a stream has the whole state.
func TestChangesAddUpToTheState(t *testing.T) {
	scene := newScene(3)
	page := map[string]json.RawMessage{}
	var shown *moment
	for n := range 400 {
		m, err := newMoment(scene.step())
		if err != nil {
			t.Fatal(err)
		}
		if err := json.Unmarshal(m.since(shown), &page); err != nil {
			t.Fatal(err)
		}
		shown = m
		if sum, err := json.Marshal(page); err != nil || !bytes.Equal(sum, m.whole) {
			t.Fatalf("after %d changes the page shows\n%s\nwant\n%s (%v)", n, sum, m.whole, err)
		}
	}
}

// BenchmarkUpdate is one state of a crowded evening, encoded and sent to one
// page: the bytes a message has, and has at first.
func BenchmarkUpdate(b *testing.B) {
	scene := newScene(1)
	states := make([]*State, 256)
	for i := range states {
		states[i] = scene.step()
	}
	var shown *moment
	var bytes, whole int
	for i := 0; b.Loop(); i++ {
		m, err := newMoment(states[i%len(states)])
		if err != nil {
			b.Fatal(err)
		}
		bytes += len(m.since(shown))
		shown, whole = m, len(m.whole)
	}
	b.ReportMetric(float64(bytes)/float64(b.N), "bytes/update")
	b.ReportMetric(float64(whole), "bytes/whole")
}
