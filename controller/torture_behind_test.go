package main

import (
	"fmt"
	"log/slog"
	"testing"
	"time"

	"foyer/beacons"
	"foyer/beacons/wire"
	"foyer/controller/venue"
)

// catching is an intake that keeps back, with a clock that the test moves.
func catching(now time.Time) (*intake, *steppedClock) {
	c := newSteppedClock(now)
	in := newIntake(nil, c, newInbox(), newAcks("v", nil, nil), slog.New(slog.DiscardHandler))
	in.begin()
	return in, c
}

// say lets a source send messages first to last, each a second of its own,
// counted from the start of its silence.
func say(in *intake, start time.Time, source beacons.Source, first, last int) {
	for seq := first; seq <= last; seq++ {
		in.numbered(&wire.Message{Source: source, Boot: "b", Seq: uint64(seq), Sightings: []beacons.Sighting{{At: start.Add(time.Duration(seq) * time.Second)}}}, nil)
	}
}

// told is what the venue was told last, in short.
func told(in *intake) (text string) {
	_, items := in.inbox.swap(nil, nil)
	for _, i := range items {
		if backlog, is := i.in.(venue.Backlog); is {
			counts := map[beacons.Source]int{}
			for _, h := range backlog.Heard {
				counts[h.Source]++
			}
			text += fmt.Sprint(counts)
		}
		if linked, is := i.in.(venue.Linked); is {
			text += fmt.Sprintf(" up %v", linked.Up)
		}
	}
	return text
}

// A source sends 400 messages and then waits until they are committed. Sent
// one source after the other, the rest would be ten minutes out of order.
func TestLongBacklogIsHandedOverInTheOrderOfTime(t *testing.T) {
	start := time.Date(2026, 5, 9, 12, 0, 0, 0, time.UTC)
	in, _ := catching(start.Add(1000 * time.Second))
	say(in, start, "bar", 1, 400)
	say(in, start, "hall", 300, 700)
	say(in, start, "phone", 995, 995)
	if more, got := in.release(), told(in); !more || got != "map[bar:400 hall:101]" {
		t.Errorf("bar sent 400 s, hall up to 700 s: got %s, more %v; want what lies before 400 s and more to come", got, more)
	}
	if n := in.waitsFor(); n != 2 {
		t.Errorf("got %d sources waited for, want bar and hall", n)
	}
	say(in, start, "bar", 401, 800)
	say(in, start, "hall", 701, 998)
	if more, got := in.release(), told(in); !more || got != "map[bar:400 hall:400]" {
		t.Errorf("bar sent 800 s: got %s, more %v; want what lies before 800 s and more to come", got, more)
	}
	say(in, start, "bar", 801, 999)
	if more, got := in.release(), told(in); more || got != "map[bar:199 hall:198 phone:1] up true" {
		t.Errorf("all have come to the present: got %s, more %v; want the rest, and the line up", got, more)
	}
}

func TestSourceWithAClockThatIsLateKeepsNobodyWaiting(t *testing.T) {
	start := time.Date(2026, 5, 9, 12, 0, 0, 0, time.UTC)
	in, clock := catching(start.Add(1000 * time.Second))
	say(in, start, "late", 1, 100)
	if more := in.release(); !more {
		t.Error("a source is a minute behind: got no second look at it")
	}
	clock.Advance(start.Add(1100 * time.Second))
	say(in, start, "late", 101, 200)
	if more, got := in.release(), told(in); more || got != "map[late:100]map[late:100] up true" {
		t.Errorf("it came no nearer in a hundred seconds: got %s, more %v; want the line up", got, more)
	}
}

func TestWhatIsSentAgainTellsNothingOfHowFarASourceIs(t *testing.T) {
	start := time.Date(2026, 5, 9, 12, 0, 0, 0, time.UTC)
	in, _ := catching(start.Add(1000 * time.Second))
	say(in, start, "bar", 1, 400)
	say(in, start, "bar", 1, 200)
	if more, got := in.release(), told(in); !more || got != "map[bar:600]" {
		t.Errorf("bar sent 400 s, and half of it again: got %s, more %v; want all of it and more to come", got, more)
	}
	say(in, start, "bar", 1, 400)
	say(in, start, "bar", 401, 800)
	if more, got := in.release(), told(in); !more || got != "map[bar:800]" {
		t.Errorf("bar sent all that again and 400 s more: got %s, more %v; want all of it and more to come", got, more)
	}
}

func TestFewMessagesAreAllThatASourceHad(t *testing.T) {
	start := time.Date(2026, 5, 9, 12, 0, 0, 0, time.UTC)
	in, _ := catching(start.Add(60 * time.Second))
	say(in, start, "bar", 1, 30)
	say(in, start, "hall", 1, 60)
	if more, got := in.release(), told(in); more || got != "map[bar:30 hall:60] up true" {
		t.Errorf("half a minute of silence at the bar: got %s, more %v; want all of it at once", got, more)
	}
}
