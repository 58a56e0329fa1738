package dj_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"foyer/devices"
	"foyer/devices/dj"
	"foyer/rules"
)

func (n *night) press(err error) {
	n.t.Helper()
	if err != nil {
		n.t.Fatalf("press = %v, want nil", err)
	}
}

func (n *night) hears(want ...string) {
	n.t.Helper()
	got := n.heard()
	slices.Sort(got)
	if !slices.Equal(got, want) {
		n.t.Errorf("phones were told %q, want %q", got, want)
	}
}

func TestEachStateIsToldToWhoAskedOnceAndOverARestart(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n := newNight(t, dj.Config{})
		n.stand("ada", "bo")
		do(t, n.Desk, wants("ada", "Waterloo"), wants("bo", "waterloo!"), wants("bo", "SOS"))
		n.hears() // the rule answers those
		for state, word := range map[dj.State]string{
			dj.Accepted: "Good news: the DJ will play Waterloo.", dj.Later: "The DJ keeps Waterloo for later.",
		} {
			n.press(n.Mark(t.Context(), "waterloo", state))
			n.hears() // the DJ may think again
			n.end()
			n.begin(dj.Config{})
			wait(time.Minute)
			n.hears("phone-ada: "+word, "phone-bo: "+word)
		}
		n.press(n.Mark(t.Context(), "Waterloo", dj.Played))
		n.press(n.Mark(t.Context(), "SOS", dj.No))
		wait(time.Minute)
		n.hears("phone-ada: Now playing: Waterloo. Thank you for asking!", "phone-bo: Now playing: Waterloo. Thank you for asking!",
			"phone-bo: Sorry, the DJ will not play SOS tonight.")
		n.end()
		n.begin(dj.Config{})
		wait(time.Minute)
		n.hears()
		n.end()
	})
}

func TestAWordThatWasNotTakenIsToldAgainUnderItsID(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n := newNight(t, dj.Config{})
		defer func() { n.end() }()
		n.away = errors.New("the venue is busy")
		do(t, n.Desk, wants("ada", "A"))
		n.press(n.Mark(t.Context(), "A", dj.Accepted))
		wait(time.Minute)
		n.mu.Lock()
		n.away = nil
		n.mu.Unlock()
		wait(time.Minute)
		n.hears("phone-ada: Good news: the DJ will play A.")
		if len(n.ids) != 1 {
			t.Errorf("ids %v, want one", n.ids)
		}
	})
}

func TestAPressTakenBackInTimeIsToldToNobody(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n := newNight(t, dj.Config{})
		defer func() { n.end() }()
		do(t, n.Desk, wants("ada", "A"))
		n.press(n.Mark(t.Context(), "A", dj.Played))
		wait(5 * time.Second)
		n.press(n.Undo(t.Context()))
		wait(time.Minute)
		n.hears()
		if got := n.Snapshot().Requests[0]; got.State != dj.Asked || !got.PlayedAt.IsZero() {
			t.Errorf("after taking it back: %+v, want asked and never played", got)
		}
		n.press(n.Mark(t.Context(), "A", dj.No))
		wait(time.Minute)
		n.press(n.Undo(t.Context()))
		wait(time.Minute)
		n.hears("phone-ada: A is on the DJ's list.", "phone-ada: Sorry, the DJ will not play A tonight.")
		if err := n.Undo(t.Context()); !devices.IsPermanent(err) {
			t.Errorf("a second undo = %v, want permanent", err)
		}
	})
}

func TestAWordThatCouldNotBeToldIsTakenBackWithItsPress(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n := newNight(t, dj.Config{})
		defer func() { n.end() }()
		do(t, n.Desk, wants("ada", "A"))
		n.away = errors.New("the venue is busy")
		n.press(n.Mark(t.Context(), "A", dj.No))
		wait(time.Minute)
		n.press(n.Undo(t.Context()))
		n.mu.Lock()
		n.away = nil
		n.mu.Unlock()
		wait(time.Minute)
		n.hears()
	})
}

func TestWhatIsNotTakenIsAnsweredPolitely(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n := newNight(t, dj.Config{Cooldown: dj.Cooldown, Clean: true, Look: look})
		defer func() { n.end() }()
		refused := func(e rules.Song, want string) {
			t.Helper()
			if err := n.Do(t.Context(), e); !devices.IsPermanent(err) {
				t.Errorf("%s asks for %s: %v, want permanent", e.Person, e.Song, err)
			}
			if taken, decided := n.Verdict(strings.TrimSuffix(e.ID, "0") + "1"); taken || !decided {
				t.Errorf("verdict on %s: taken %v, decided %v; want refused", e.Song, taken, decided)
			}
			n.hears(want)
			if err := n.Do(t.Context(), e); err == nil { // a copy is not answered again
				n.hears()
			}
		}
		do(t, n.Desk, wants("ada", "Waterloo"))
		wait(10 * time.Second)
		refused(wants("ada", "SOS"), "phone-ada: You have just asked for a song. You can ask for another one in 2 minutes.")
		do(t, n.Desk, wants("bo", "Help"), wants("ada", "Help")) // a vote is no new request
		refused(wants("bo", "Eels - Rude"), "phone-bo: Sorry, Eels - Rude is not played here, because of its words.")
		wait(2 * time.Minute)
		do(t, n.Desk, wants("ada", "ABBA - SOS"))
		n.press(n.Mark(t.Context(), "Waterloo", dj.Played))
		wait(3*time.Minute + time.Second)
		n.hears("phone-ada: Now playing: Waterloo. Thank you for asking!")
		refused(wants("bo", "waterloo"), "phone-bo: waterloo was played a short while ago. You can ask for it again in 27 minutes.")
		n.press(n.Pause(t.Context(), true))
		refused(wants("cy", "Africa"), "phone-cy: The DJ takes no requests just now. Please ask again later.")
		n.press(n.Pause(t.Context(), false))
		do(t, n.Desk, wants("cy", "Africa"))
		n.press(n.Block(t.Context(), "abba", true))
		wait(time.Minute)
		n.hears("phone-ada: Sorry, the DJ will not play ABBA - SOS tonight.")
		refused(wants("di", "ABBA - Mamma Mia"), "phone-di: Sorry, the DJ will not play ABBA - Mamma Mia tonight.")
		n.press(n.Unblock(t.Context(), "ABBA", true))
		do(t, n.Desk, wants("di", "ABBA - Mamma Mia"))
	})
}

func TestWhatAPlayerPlaysIsPlayedAndTold(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n := newNight(t, dj.Config{Look: look})
		defer func() { n.end() }()
		do(t, n.Desk, wants("ada", "ABBA - Waterloo"))
		n.press(n.Plays(t.Context(), "lounge/nobody-asked.ogg"))
		n.press(n.Plays(t.Context(), ""))
		if got := n.Snapshot().Requests[0]; got.State != dj.Asked || got.File != "lounge/w.ogg" {
			t.Errorf("after other songs began: %+v, want it asked, with its file", got)
		}
		n.press(n.Plays(t.Context(), "lounge/w.ogg"))
		wait(time.Minute)
		n.hears("phone-ada: Now playing: ABBA - Waterloo. Thank you for asking!")
		if got := n.Snapshot(); got.Requests[0].State != dj.Played || got.Undo != "" {
			t.Errorf("after it began: %+v, want it played, and no press of the DJ's", got)
		}
	})
}

func TestWhoIsForgottenIsToldNothing(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n := newNight(t, dj.Config{})
		defer func() { n.end() }()
		do(t, n.Desk, wants("ada", "A"), wants("bo", "A"))
		n.press(n.Mark(t.Context(), "A", dj.Accepted))
		n.press(n.Forget(t.Context(), "ada"))
		wait(time.Minute)
		n.hears("phone-bo: Good news: the DJ will play A.")
	})
}

func TestThePausedAndBlockedOutliveARestart(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n := newNight(t, dj.Config{Look: look})
		do(t, n.Desk, wants("ada", "ABBA - Waterloo"))
		n.press(n.Block(t.Context(), "ABBA", true))
		n.press(n.Pause(t.Context(), true))
		before := n.Snapshot()
		n.end()
		n.begin(dj.Config{Look: look})
		defer func() { n.end() }()
		got := n.Snapshot()
		if !got.Paused || len(got.Blocked) != 1 || got.Undo != "Requests paused" || got.Requests[0].State != dj.No || got.Requests[0].BPM != 148 {
			t.Errorf("after a restart %+v, before %+v", got, before)
		}
		n.press(n.Undo(t.Context()))
		if got := n.Snapshot(); got.Paused || len(got.Blocked) != 1 {
			t.Errorf("after taking the pause back: paused %v, blocked %v; want open, ABBA still blocked", got.Paused, got.Blocked)
		}
	})
}

func TestAListOfAnOlderVersionIsRead(t *testing.T) {
	old := `{"version":1,"salt":"s","songs":[{"song":"A","first_at":"2026-11-24T20:00:00Z","state":"asked","by":["x1","x2"]}]}`
	d := desk(dj.Config{Store: &shelf{blobs: map[string][]byte{"dj-main": []byte(old)}}})
	if err := d.Restore(t.Context()); err != nil || votes(d.Snapshot()) != "A:2" {
		t.Errorf("an older list: %v, %q; want A with two votes", err, votes(d.Snapshot()))
	}
}

func TestPressesThatCannotBeMeantSayWhy(t *testing.T) {
	d := desk(dj.Config{})
	for name, err := range map[string]error{
		"block nothing": d.Block(t.Context(), " \t", false), "unblock what is not": d.Unblock(t.Context(), "A", true), "undo nothing": d.Undo(t.Context()),
		"mark no song": d.Mark(t.Context(), "A", dj.No),
	} {
		if !devices.IsPermanent(err) || fmt.Sprint(err) == "" {
			t.Errorf("%s = %v, want permanent", name, err)
		}
	}
}
