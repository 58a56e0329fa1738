package main

import (
	"context"
	"fmt"
	"log/slog"
	"testing"
	"time"

	"foyer/beacons/link"
	"foyer/controller/console"
)

func TestBrokerThatHangsIsDownAndItsBacklogIsKeptBack(t *testing.T) {
	nowhere := link.New(link.Options{URL: "tcp://127.0.0.1:1", Client: "nobody"})
	log := slog.New(slog.DiscardHandler)
	in := newInbox()
	a := newAcks("v", nil, nil)
	f := &controller{hearing: nowhere, speaking: nowhere, intake: newIntake(nil, wallClock(), in, a, log)}
	if f.answered(t.Context(), nil); f.intake.catching || f.mute.Load() {
		t.Error("a beat was answered: got a broker that hangs")
	}
	f.answered(t.Context(), fmt.Errorf("publish: %w", context.DeadlineExceeded))
	if part := f.linePart(); part.State != console.PartDown || part.Text != muteText {
		t.Errorf("a beat got no answer: got %+v, want a broker that does not answer", part)
	}
	if up := <-f.intake.up; up || !f.intake.catching {
		t.Errorf("a beat got no answer: line up %v, keeping back %v; want it down, and all that comes kept back", up, f.intake.catching)
	}
	if f.answered(t.Context(), nil); f.mute.Load() {
		t.Error("a beat was answered again: got a broker that still hangs")
	}
}

func TestBeatThatIsAnsweredLateDoesNotWakeALineThatBroke(t *testing.T) {
	nowhere := link.New(link.Options{URL: "tcp://127.0.0.1:1", Client: "nobody"})
	f := &controller{hearing: nowhere, intake: newIntake(nil, wallClock(), newInbox(), newAcks("v", nil, nil), slog.New(slog.DiscardHandler))}
	f.mute.Store(true)
	f.mutedAt = time.Time{} // of a line before this one
	f.answered(t.Context(), nil)
	select {
	case up := <-f.intake.up:
		t.Errorf("the hearing line is down: got up %v, want nothing said of it", up)
	default:
	}
}
