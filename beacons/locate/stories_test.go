package locate

import (
	"testing"
	"time"

	"foyer/beacons"
)

const tick = 300 * time.Millisecond

func TestClearEvidencePlacesSomebodyWithinThreeSeconds(t *testing.T) {
	s := tell(t)
	s.hear(3*time.Second, tick, "b1", at("bar"))
	s.in("after 3 s at the bar", "bar")
	if got := s.e.Check(&s.track, s.now).Since; !got.Equal(noon) {
		t.Errorf("since %v, want the first sighting %v", got, noon)
	}
}

func TestStillBadgeStaysWhereItIs(t *testing.T) {
	s := tell(t)
	s.hear(10*time.Minute, tick, "b1", at("stage"))
	s.in("after 10 minutes of standing", "stage")
	if len(s.said) != 2 {
		t.Errorf("answers%s, want unknown and then one place", s.log())
	}
}

func TestLouderNeighbourForTwoSecondsMovesNobody(t *testing.T) {
	s := tell(t)
	s.hear(time.Minute, tick, "b1", at("bar"))
	s.hear(2*time.Second, tick, "b1", map[beacons.Anchor]float32{"stage-1": -56, "bar-1": -63})
	s.hear(time.Minute, tick, "b1", at("bar"))
	if len(s.said) != 2 {
		t.Errorf("answers%s, want the bar alone", s.log())
	}
}

func TestWalkToTheNextZoneIsSeenWithinFiveSeconds(t *testing.T) {
	s := tell(t)
	s.hear(time.Minute, tick, "b1", at("bar"))
	walked := s.now
	s.hear(5*time.Second, tick, "b1", at("stage"))
	s.in("5 s after walking to the stage", "stage")
	if got := s.e.Check(&s.track, s.now).Since; got.Before(walked) || got.After(s.now) {
		t.Errorf("since %v, want between the walk %v and now %v", got, walked, s.now)
	}
}

func TestSilentBadgeLeavesAfterTenSeconds(t *testing.T) {
	s := tell(t)
	s.hear(time.Minute, tick, "b1", at("bar"))
	heard := s.now.Add(-tick)
	s.wait(9500 * time.Millisecond)
	s.in("9.5 s of silence", "bar")
	s.wait(time.Second)
	s.in("10.5 s of silence", "")
	if got := s.e.Check(&s.track, s.now).Since; !got.Equal(heard) {
		t.Errorf("gone since %v, want the last sighting %v", got, heard)
	}
	if due := s.e.Due(&s.track); !due.IsZero() {
		t.Errorf("due %v after leaving, want never", due)
	}
}

func TestRareBadgeIsGivenItsOwnInterval(t *testing.T) {
	s := tell(t)
	s.hear(time.Minute, 5*time.Second, "b1", at("bar"))
	s.in("a badge heard every 5 s", "bar")
	s.wait(12 * time.Second)
	s.in("12 s of silence of a badge heard every 5 s", "bar")
	s.wait(30 * time.Second)
	s.in("42 s of silence of a badge heard every 5 s", "")
}

func TestNobodyWhoWasHeardWellIsKeptLongerThanTwoMinutesOfSilence(t *testing.T) {
	s := tell(t)
	s.hear(10*time.Minute, 50*time.Second, "b1", at("bar"))
	s.in("a badge heard every 50 s", "bar")
	s.wait(71 * time.Second)
	s.in("two minutes of silence of a badge heard every 50 s", "")
}

func TestWhoIsBarelyHeardIsNotLostAtOnce(t *testing.T) {
	s := tell(t)
	s.hear(5*time.Minute, 15*time.Second, "b1", map[beacons.Anchor]float32{"bar-1": -87, "bar-2": -86})
	s.in("a badge at the edge of hearing, every 15 s", "bar")
	s.wait(100 * time.Second)
	s.in("100 s of silence at the edge of hearing", "bar")
	s.wait(150 * time.Second)
	s.in("more than 4 minutes of silence", "")
}

func TestComingBackIsANewVisit(t *testing.T) {
	s := tell(t)
	s.hear(time.Minute, tick, "b1", at("bar"))
	s.wait(time.Minute)
	back := s.now
	s.hear(5*time.Second, tick, "b1", at("bar"))
	s.in("back at the bar", "bar")
	if got := s.e.Check(&s.track, s.now).Since; got.Before(back) {
		t.Errorf("since %v, want not before coming back at %v", got, back)
	}
}

func TestDeadAnchorsKeepTheirPeople(t *testing.T) {
	s := tell(t)
	s.hear(time.Minute, tick, "b1", at("bar"))
	s.e.Alive("bar-1", false, s.now)
	s.e.Alive("bar-2", false, s.now)
	s.hear(4*time.Minute, tick, "b1", map[beacons.Anchor]float32{"stage-1": -74, "stage-2": -82})
	s.in("both anchors of the bar dead for 4 minutes", "bar")
	s.hear(10*time.Second, tick, "b1", map[beacons.Anchor]float32{"stage-1": -50, "stage-2": -52})
	s.in("heard much better at the stage for 10 s", "stage")
}

func TestOldSightingsMoveNobodyBack(t *testing.T) {
	s := tell(t)
	s.hear(time.Minute, tick, "b1", at("bar"))
	s.hear(time.Minute, tick, "b1", at("stage"))
	now := s.now
	s.now = noon // the whole minute at the bar again, from a gateway's buffer
	s.hear(time.Minute, tick, "b1", at("bar"))
	s.now = now
	s.in("after a replay of the past", "stage")
}

func TestRepeatedSightingCountsOnce(t *testing.T) {
	s := tell(t)
	s.hear(10*time.Second, tick, "b1", at("bar"))
	before := s.track
	for range 1000 {
		s.e.Hear(&s.track, beacons.Sighting{Tag: "b1", Anchor: "stage-1", At: s.now.Add(-tick), RSSI: -30})
	}
	if s.track != before {
		t.Errorf("a repeated sighting changed the track: %+v, want %+v", s.track, before)
	}
}

func TestUnknownAnchorIsIgnored(t *testing.T) {
	s := tell(t)
	s.note(s.e.Hear(&s.track, beacons.Sighting{Tag: "b1", Anchor: "elsewhere", At: noon, RSSI: -30}))
	if s.track != (Track{}) {
		t.Errorf("a sighting of an unknown anchor left %+v, want the zero track", s.track)
	}
	if s.e.Knows("elsewhere") || !s.e.Knows("bar-1") {
		t.Error("Knows: want bar-1 alone")
	}
}

func TestRestoredVisitGoesOn(t *testing.T) {
	s := tell(t)
	came := noon.Add(-time.Hour)
	s.e.Restore(&s.track, "lounge", came, noon)
	s.now = noon.Add(time.Second)
	s.hear(20*time.Second, tick, "b1", at("lounge"))
	if got := s.e.Check(&s.track, s.now); got.Zone != "lounge" || !got.Since.Equal(came) {
		t.Fatalf("after a restart: %+v, want lounge since %v", got, came)
	}
	s.hear(20*time.Second, tick, "b1", at("bar"))
	s.in("walked to the bar after a restart", "bar")
}

func TestRestoredVisitEndsInSilence(t *testing.T) {
	s := tell(t)
	s.e.Restore(&s.track, "lounge", noon.Add(-time.Hour), noon)
	s.wait(29 * time.Second)
	s.in("29 s after a restart", "lounge")
	s.wait(32 * time.Second)
	s.in("a minute after a restart, never heard", "")
	if got := s.e.Check(&s.track, s.now).Since; !got.Equal(noon) {
		t.Errorf("gone since %v, want when last heard %v", got, noon)
	}
}

func TestRestoredZoneOfAnotherPlanIsForgotten(t *testing.T) {
	s := tell(t)
	s.e.Restore(&s.track, "cellar", noon, noon)
	s.in("a zone that the plan lacks", "")
}

func TestPhoneGoesOnWhereTheBadgeIsSilent(t *testing.T) {
	s := tell(t)
	s.hear(time.Minute, tick, "b1", at("bar"))
	s.hear(time.Minute, 2*time.Second, "p1", map[beacons.Anchor]float32{"bar-b": -60, "stage-b": -80})
	s.in("the badge is silent, the phone hears the bar", "bar")
	s.hear(20*time.Second, 2*time.Second, "p1", map[beacons.Anchor]float32{"bar-b": -82, "stage-b": -61})
	s.in("the phone went to the stage", "stage")
	for _, a := range s.said[1:] {
		if a.Zone == "" {
			t.Errorf("answers%s, want never unknown once placed", s.log())
		}
	}
}

func TestCalibratedDistanceBeatsRawLoudness(t *testing.T) {
	s := tell(t)
	for range 20 {
		s.e.Hear(&s.track, beacons.Sighting{Tag: "w", Anchor: "bar-1", At: s.now, RSSI: -60, Distance: 9})
		s.e.Hear(&s.track, beacons.Sighting{Tag: "w", Anchor: "lounge-1", At: s.now, RSSI: -80, Distance: 1.5})
		s.now = s.now.Add(time.Second)
	}
	s.in("9 m from the bar, 1.5 m from the lounge", "lounge")
}

func TestFaintBeaconNextDoorIsNoProofOfAZoneWithoutOne(t *testing.T) {
	s := tell(t)
	s.hear(2*time.Minute, 2*time.Second, "p1", map[beacons.Anchor]float32{"stage-b": -91})
	s.in("a phone that hears the stage's beacon from afar; the lounge has none", "")
	s.hear(20*time.Second, 2*time.Second, "p1", map[beacons.Anchor]float32{"stage-b": -58})
	s.in("the phone at the stage", "stage")
	if got := s.e.Check(&s.track, s.now).Since; got.Before(noon.Add(2*time.Minute - 10*time.Second)) {
		t.Errorf("at the stage since %v, want not before it was near", got)
	}
}
