package frame

import (
	"encoding/binary"
	"fmt"
	"testing"
	"time"

	"pgregory.net/rapid"

	"foyer/beacons"
)

func opening() time.Time { return time.Date(2026, 5, 9, 18, 0, 0, 0, time.UTC) }

// pretend is a badge whose clock runs as it likes.
type pretend struct {
	Badge
	ppm float64
}

func badge(n int, exponent uint8) pretend {
	b := pretend{Badge: Badge{Tag: beacons.Tag(fmt.Sprintf("b%05d", n)), Exponent: exponent, Counter: uint32(65280 + 7*n), At: opening()}}
	binary.BigEndian.PutUint32(b.Key[:], uint32(n))
	return b
}

// shows is what the badge shows at a time.
func (b pretend) shows(at time.Time) EID {
	elapsed := at.Sub(b.At).Seconds() * (1 + b.ppm/1e6)
	return Compute(b.Key, b.Exponent, uint32(float64(b.Counter)+elapsed))
}

// hall has two anchors 10 m apart, and one 300 m away.
func hall() Options {
	return Options{Plan: beacons.Plan{Anchors: []beacons.AnchorPlan{
		{ID: "near", At: [2]float64{0, 0}}, {ID: "beside", At: [2]float64{10, 0}}, {ID: "far", At: [2]float64{300, 0}},
	}}}
}

func resolver(t testing.TB, o Options, badges ...pretend) *Resolver {
	t.Helper()
	r := NewResolver(o)
	for _, b := range badges {
		if err := r.Enroll(b.Badge); err != nil {
			t.Fatal(err)
		}
	}
	r.Advance(opening())
	return r
}

func expect(t testing.TB, what string, r *Resolver, eid EID, at time.Time, anchor beacons.Anchor, tag beacons.Tag, want Verdict) {
	t.Helper()
	if got, verdict := r.Resolve(eid, at, anchor); got != tag || verdict != want {
		t.Errorf("%s: got %q %s, want %q %s", what, got, verdict, tag, want)
	}
}

func TestBadgeIsKnownUnderEveryIdentifierOfTheEvening(t *testing.T) {
	for _, exponent := range []uint8{4, 8, 10, 12, 15} {
		b := badge(1, exponent)
		r := resolver(t, hall(), badge(2, exponent), b, badge(3, exponent))
		for at := opening(); at.Before(opening().Add(20 * time.Hour)); at = at.Add(97 * time.Second) { // over T>>16 twice
			r.Advance(at)
			expect(t, fmt.Sprintf("exponent %d at %s", exponent, at), r, b.shows(at), at, "near", "b00001", Genuine)
			if t.Failed() {
				return
			}
		}
	}
}

func TestClockThatRunsAsWrongAsAllowedIsFollowedForAMonth(t *testing.T) {
	for _, ppm := range []float64{-150, 150} {
		b := badge(1, 6)
		b.ppm = ppm
		r := resolver(t, hall(), b)
		for at := opening(); at.Before(opening().AddDate(0, 1, 0)); at = at.Add(5 * time.Hour) {
			r.Advance(at)
			expect(t, fmt.Sprintf("%v ppm, %s", ppm, at.Sub(opening())), r, b.shows(at), at, "near", "b00001", Genuine)
		}
	}
}

func TestBadgeNotHeardForAMonthIsStillKnown(t *testing.T) {
	for _, ppm := range []float64{-150, 0, 150} {
		b := badge(1, 10)
		b.ppm = ppm
		r := resolver(t, hall(), b)
		at := opening().AddDate(0, 1, 0)
		r.Advance(at)
		expect(t, fmt.Sprintf("%v ppm after a month", ppm), r, b.shows(at), at, "near", "b00001", Genuine)
	}
}

func TestIdentifierReplayedAfterItsPeriodIsRefused(t *testing.T) {
	b := badge(1, 8) // 256 s
	r := resolver(t, hall(), b)
	recorded := b.shows(opening())
	expect(t, "live", r, recorded, opening(), "near", "b00001", Genuine)

	at := opening().Add(256 * time.Second)
	r.Advance(at)
	expect(t, "the next period", r, b.shows(at), at, "near", "b00001", Genuine)
	expect(t, "the one before, from an anchor whose clock is behind", r, recorded, at.Add(10*time.Second), "near", "b00001", Genuine)
	expect(t, "the one before, once the badge has moved on", r, recorded, at.Add(40*time.Second), "near", "b00001", Replayed)
	for _, later := range []time.Duration{10 * time.Minute, time.Hour, 12 * time.Hour} {
		at := opening().Add(later)
		r.Advance(at)
		expect(t, "replayed after "+later.String(), r, recorded, at, "near", "b00001", Replayed)
	}
}

func TestReplayThatWasNeverHeardIsFoundBySearch(t *testing.T) {
	b := badge(1, 8)
	r := resolver(t, hall(), badge(2, 8), b)
	recorded := b.shows(opening().Add(10 * time.Minute)) // by someone outside
	at := opening().Add(2 * time.Hour)
	r.Advance(at)
	expect(t, "the badge itself", r, b.shows(at), at, "near", "b00001", Genuine)
	expect(t, "the recording", r, recorded, at, "near", "", Stranger)
	found := r.Search(100)
	if len(found) != 1 || found[0] != (Found{"b00001", recorded, Replayed}) {
		t.Errorf("Search: got %+v, want the recording as replayed", found)
	}
}

func TestBadgeThatLostPowerIsFoundAgain(t *testing.T) {
	b := badge(1, 10)
	r := resolver(t, hall(), badge(2, 10), b, badge(3, 10))
	at := opening().Add(40 * time.Hour)
	r.Advance(at)
	b.At = b.At.Add(20 * time.Hour) // its clock stood still for so long
	expect(t, "after the power was gone", r, b.shows(at), at, "near", "", Stranger)
	if found := r.Search(3); len(found) != 1 || found[0].Verdict != Genuine || found[0].Tag != "b00001" {
		t.Fatalf("Search: got %+v, want b00001 as genuine", found)
	}
	for range 10 {
		r.Advance(at)
		expect(t, "once found", r, b.shows(at), at, "near", "b00001", Genuine)
		at = at.Add(20 * time.Minute)
	}
	if found := r.Search(3); found != nil {
		t.Errorf("Search without strangers: got %+v", found)
	}
}

func TestBadgeEnrolledAnewIsBelieved(t *testing.T) {
	b := badge(1, 8)
	r := resolver(t, hall(), b)
	at := opening().Add(time.Hour)
	r.Advance(at)
	expect(t, "before", r, b.shows(at), at, "near", "b00001", Genuine)
	b.At, b.Counter = at, 5
	expect(t, "its clock set to nothing", r, b.shows(at), at, "near", "", Stranger)
	if err := r.Enroll(b.Badge); err != nil {
		t.Fatal(err)
	}
	expect(t, "enrolled anew", r, b.shows(at), at, "near", "b00001", Genuine)
	if err := r.Enroll(Badge{Tag: "b2", Exponent: 16}); err == nil {
		t.Error("exponent 16: got no error")
	}
}

func TestCopyHeardFarAwayAtOnceIsRefusedInBothPlaces(t *testing.T) {
	b := badge(1, 10)
	r := resolver(t, hall(), b)
	at := opening()
	var refused []beacons.Anchor
	for range 10 {
		for _, anchor := range []beacons.Anchor{"near", "beside", "far"} {
			at = at.Add(300 * time.Millisecond)
			if _, verdict := r.Resolve(b.shows(at), at, anchor); verdict == Cloned {
				refused = append(refused, anchor)
			}
		}
	}
	if len(refused) != 27 || refused[0] != "near" {
		t.Errorf("ten rounds near and 300 m away: got %d of 30 refused, %v, want all from the first way back on", len(refused), refused)
	}
	r.Advance(at.Add(time.Hour))
	expect(t, "an hour after the copy went", r, b.shows(at.Add(time.Hour)), at.Add(time.Hour), "near", "b00001", Genuine)
}

func TestWalkerIsNoClone(t *testing.T) {
	b := badge(1, 10)
	r := resolver(t, hall(), b)
	at := opening()
	for range 5 { // there and back, with the far clock half a minute fast
		for _, stop := range []struct {
			anchor beacons.Anchor
			fast   time.Duration
		}{{"near", 0}, {"beside", 0}, {"far", 30 * time.Second}, {"beside", 0}} {
			for range 100 {
				at = at.Add(300 * time.Millisecond)
				r.Advance(at)
				expect(t, "at "+string(stop.anchor), r, b.shows(at), at.Add(stop.fast), stop.anchor, "b00001", Genuine)
			}
			at = at.Add(100 * time.Second)
		}
	}
	expect(t, "an anchor that is not on the plan", r, b.shows(at), at, "elsewhere", "b00001", Genuine)
}

func TestWhatAGatewayKeptForHoursIsResolvedByItsOwnTime(t *testing.T) {
	badges := []pretend{badge(1, 8), badge(2, 10), badge(3, 12)}
	r := resolver(t, hall(), badges...)
	now := opening().Add(8 * time.Hour)
	r.Advance(now)
	for at := opening(); at.Before(now); at = at.Add(41 * time.Second) {
		for _, b := range badges {
			expect(t, "kept since "+at.String(), r, b.shows(at), at, "near", b.Tag, Genuine)
		}
	}
	expect(t, "an old identifier now", r, badges[0].shows(opening()), now, "near", "", Stranger)
	if len(r.pages) > mostPages {
		t.Errorf("pages of the past: got %d, want at most %d", len(r.pages), mostPages)
	}
}

func TestNobodyIsTakenForSomebodyElse(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		badges := make([]pretend, 20)
		for i := range badges {
			badges[i] = badge(i, uint8(rapid.IntRange(4, 15).Draw(rt, "exponent")))
			badges[i].ppm = rapid.Float64Range(-150, 150).Draw(rt, "ppm")
		}
		r := resolver(t, hall(), badges...)
		at := opening()
		for range 100 {
			at = at.Add(time.Duration(rapid.IntRange(0, 3600_000).Draw(rt, "later")) * time.Millisecond)
			r.Advance(at)
			b := badges[rapid.IntRange(0, 19).Draw(rt, "badge")]
			skew := time.Duration(rapid.IntRange(-20_000, 20_000).Draw(rt, "skew")) * time.Millisecond
			if got, verdict := r.Resolve(b.shows(at), at.Add(skew), "near"); got != b.Tag || verdict != Genuine {
				rt.Fatalf("%s at %s with skew %s: got %q %s, want it genuine", b.Tag, at, skew, got, verdict)
			}
			var noise EID
			binary.BigEndian.PutUint64(noise[:], rapid.Uint64().Draw(rt, "noise"))
			if got, verdict := r.Resolve(noise, at, "near"); verdict != Stranger || got != "" {
				rt.Fatalf("noise %x: got %q %s", noise, got, verdict)
			}
		}
		if len(r.live) > len(badges)*widest || len(r.unknown) > mostUnknown {
			rt.Fatalf("the tables grew to %d and %d", len(r.live), len(r.unknown))
		}
	})
}

const crowd = 100_000

func crowded(b *testing.B) *Resolver {
	b.Helper()
	badges := make([]pretend, crowd)
	for i := range badges {
		badges[i] = badge(i, 10)
	}
	return resolver(b, hall(), badges...)
}

func BenchmarkResolveAmong100000(b *testing.B) {
	r := crowded(b)
	heard := make([]EID, 1024)
	for i := range heard {
		heard[i] = badge(97*i, 10).shows(opening())
	}
	b.ReportAllocs()
	n := 0
	for b.Loop() {
		if _, verdict := r.Resolve(heard[n%len(heard)], opening(), "near"); verdict != Genuine {
			b.Fatal(verdict)
		}
		n++
	}
}

// One second of 100,000 badges: what Advance costs to keep the table.
func BenchmarkAdvanceASecondOf100000(b *testing.B) {
	r := crowded(b)
	now := opening()
	for range 2048 { // until the badges' turns are as they stay
		now = now.Add(time.Second)
		r.Advance(now)
	}
	b.ReportAllocs()
	for b.Loop() {
		now = now.Add(time.Second)
		r.Advance(now)
	}
}

func BenchmarkSearchAll100000ForADay(b *testing.B) {
	r := crowded(b)
	for b.Loop() {
		r.note(EID{1}, opening().UnixMilli())
		r.Search(crowd)
	}
}

func BenchmarkFirstListingOf100000(b *testing.B) {
	for b.Loop() {
		crowded(b)
	}
}
