package rules

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"foyer/beacons"
	"foyer/rules/experiment"
)

func profiles() *rapid.Generator[Profile] {
	moment := rapid.Custom(func(t *rapid.T) time.Time {
		if rapid.IntRange(0, 3).Draw(t, "zero") == 0 {
			return time.Time{}
		}
		return time.UnixMilli(rapid.Int64Range(0, 4e12).Draw(t, "ms")).UTC()
	})
	text := rapid.OneOf(rapid.StringMatching(`[a-z|-]{0,12}`), rapid.String())
	stamp := rapid.Custom(func(t *rapid.T) *Stamp {
		if rapid.Bool().Draw(t, "none") {
			return nil
		}
		return &Stamp{Sponsor: text.Draw(t, "sponsor"), Name: text.Draw(t, "name"), Question: text.Draw(t, "question"), Zone: beacons.Zone(text.Draw(t, "booth")), First: rapid.Bool().Draw(t, "first"), Near: rapid.Bool().Draw(t, "near")}
	})
	return rapid.Custom(func(t *rapid.T) Profile {
		p := Profile{Browser: text.Draw(t, "browser"), Heard: moment.Draw(t, "heard"), Visit: beacons.Visit{Zone: beacons.Zone(text.Draw(t, "zone")), From: moment.Draw(t, "from"), To: moment.Draw(t, "to")}}
		if p.Visit.Zone == "" && p.Visit.From.IsZero() {
			p.Visit = beacons.Visit{}
		}
		if rapid.Bool().Draw(t, "dead") {
			p.Dead = &Dead{Mark: text.Draw(t, "mark"), Since: moment.Draw(t, "gone")}
		}
		for range rapid.IntRange(0, 3).Draw(t, "n") {
			p.Tallies = append(p.Tallies, Tally{
				Trait: text.Draw(t, "trait"), Value: float64(rapid.IntRange(0, 1e6).Draw(t, "v")) / 1e3, Last: moment.Draw(t, "last"),
				Whole: moment.Draw(t, "whole"), Of: rapid.SliceOfN(text, 0, 3).Draw(t, "distinct"),
			})
			p.Labels = append(p.Labels, Gained{Label: text.Draw(t, "label"), At: moment.Draw(t, "at")})
			p.Did = append(p.Did, Did{Rule: text.Draw(t, "rule"), Per: text.Draw(t, "per"), Times: rapid.SliceOfN(moment, 1, 3).Draw(t, "times")})
			p.Timers = append(p.Timers, Timer{Kind: WaitTimer, Name: text.Draw(t, "name"), Due: moment.Draw(t, "due"), Since: moment.Draw(t, "since"), Of: text.Draw(t, "of"), Mention: Mention{Song: text.Draw(t, "song"), Text: text.Draw(t, "said"), Match: float64(rapid.IntRange(0, 100).Draw(t, "match")) / 100, Blocked: rapid.Bool().Draw(t, "blocked"), To: beacons.Tag(text.Draw(t, "to"))}, Stamp: stamp.Draw(t, "stamp"), Version: rapid.IntRange(0, 9).Draw(t, "version"), Meaning: text.Draw(t, "meaning")})
			p.Games = append(p.Games, Played{Game: text.Draw(t, "game"), Points: rapid.IntRange(-9, 9).Draw(t, "points"), Stamps: rapid.SliceOfN(text, 0, 3).Draw(t, "stamps")})
			p.Left = append(p.Left, Left{Zone: beacons.Zone(text.Draw(t, "left")), At: moment.Draw(t, "left at")})
			p.Exposures = append(p.Exposures, Exposed{To: text.Draw(t, "to"), Variant: experiment.Variant(text.Draw(t, "variant")), At: moment.Draw(t, "exposed"), Success: moment.Draw(t, "success")})
			p.Reached = append(p.Reached, Reached{Channel: Channel(text.Draw(t, "channel")), Times: rapid.SliceOfN(moment, 1, 3).Draw(t, "reached")})
		}
		return p
	})
}

func TestAProfileIsReadBackAsItWasSaved(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := profiles().Draw(t, "profile")
		var ours, theirs Profile
		written := p.AppendJSON(nil)
		if err := json.Unmarshal(written, &ours); err != nil {
			t.Fatalf("reading %s: %v", written, err)
		}
		standard, err := json.Marshal(&p)
		if err != nil {
			t.Fatal(err)
		}
		if err := json.Unmarshal(standard, &theirs); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(theirs, ours); diff != "" {
			t.Fatalf("saved as %s\ninstead of %s: (-want +got)\n%s", written, standard, diff)
		}
	})
}

func BenchmarkSaveProfile(b *testing.B) {
	at := time.UnixMilli(1_778_342_023_749)
	p := Profile{
		Visit: beacons.Visit{Zone: "coffee-east", From: at}, Heard: at,
		Tallies: []Tally{{Trait: "coffee_visits", Value: 2, Last: at}, {Trait: "bacon_visits", Value: 1, Last: at}, {Trait: "dance_minutes", Value: 12.5, Last: at, Whole: at}},
		Labels:  []Gained{{"coffee_lover", at}}, Did: []Did{{"coffee-gift", "", []time.Time{at}}},
		Timers: []Timer{{Kind: TallyTimer, Name: "coffee_visits", Due: at, Since: at}},
	}
	b.Run("ours", func(b *testing.B) {
		var buffer []byte
		b.ReportAllocs()
		for b.Loop() {
			buffer = p.AppendJSON(buffer[:0])
		}
	})
	b.Run("encoding_json", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			_, _ = json.Marshal(&p)
		}
	})
}
