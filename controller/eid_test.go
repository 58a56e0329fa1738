package main

import (
	"bytes"
	"log/slog"
	"strings"
	"testing"

	"foyer/controller/venue"
)

func TestForgedBadgesAreCountedOnceAndLoggedWithoutThem(t *testing.T) {
	var log bytes.Buffer
	r := newRefusals(slog.New(slog.NewTextHandler(&log, nil)))
	f := newForgeries(r)
	f.tell(nil)
	for _, count := range []uint64{3, 3, 5} {
		f.tell(&venue.Snapshot{Forged: []venue.Forgery{{Anchor: "gw-bar", Reason: venue.ClonedBadge, Count: count}}})
	}
	list := r.list()
	if len(list) != 1 || list[0].Reason != "cloned badge" || list[0].Count != 5 {
		t.Errorf("five sightings of a copy, told in three pictures: got %v, want cloned badge 5 times", list)
	}
	if got := log.String(); strings.Count(got, "\n") != 1 || !strings.Contains(got, "gw-bar") || !strings.Contains(got, "cloned badge") {
		t.Errorf("the log: got %q, want one line with the anchor and the reason", got)
	}
}
