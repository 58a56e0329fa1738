package locate_test

import (
	"testing"
	"time"
)

// TestTheCrowdIsLocated scores the engine on an hour of the pretend crowd. The
// crowd's air is believable, not true: this is a floor, no claim.
func TestTheCrowdIsLocated(t *testing.T) {
	w := newWatch(2, 150, time.Hour)
	w.run(w.to)
	o := w.judge()
	t.Logf("%d people: %s", len(w.said), o)
	if o.accuracy() < 0.97 || o.perHour() > 6 {
		t.Errorf("an hour of the crowd: got %s, want 97 %% or more right at 6 or fewer changes", o)
	}
}
