package history_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"
	"time"

	"foyer/beacons"
	"foyer/controller/history"
	"foyer/controller/people"
	"foyer/controller/venue"
	"foyer/deploy"
	"foyer/firmware-sim/crowd"
	"foyer/rules"
	"foyer/rules/parse"
)

func TestAReplayGivesTheDecisionsThatWereMadeByteForByte(t *testing.T) {
	d := newDay(t, 60)
	for life, hours := range []int{5, 5} { // the second begins where the first was restarted
		lived := d.live(t, time.Duration(hours)*time.Hour)
		again := replay(t, lived.file)
		if len(lived.decided) == 0 || lived.decided != again {
			t.Errorf("life %d: %d bytes of decisions were made, and in the replay %d others:\n%s", life+1, len(lived.decided), len(again), difference(lived.decided, again))
		}
		t.Logf("life %d: %d bytes of history, %d decisions", life+1, len(lived.file), strings.Count(again, "\n"))
	}
}

func TestAHistoryHoldsNoNameAddressBadgeOrCode(t *testing.T) {
	d := newDay(t, 40)
	d.asksEvery = 10 * time.Minute
	lived := d.live(t, 6*time.Hour)
	if !strings.Contains(lived.file, `"in":"asked"`) {
		t.Fatal("nobody asked for a song")
	}
	for _, e := range d.people {
		secrets := []string{e.Profile.PushToken}
		for _, tag := range e.Tags {
			secrets = append(secrets, `"`+string(tag)+`"`)
		}
		for _, secret := range secrets {
			if secret != "" && strings.Contains(lived.file, secret) {
				t.Errorf("the history holds %s of %s", secret, e.Profile.Person)
			}
		}
		if !e.Profile.Agreed(rules.Location) && strings.Contains(lived.file, fmt.Sprintf(`"p":"%s","z"`, e.Profile.Person)) {
			t.Errorf("the history holds visits of %s, whom nobody may follow", e.Profile.Person)
		}
	}
	for _, pool := range d.book.Pools {
		for _, code := range pool.Codes {
			if strings.Contains(lived.file, code) {
				t.Fatalf("the history holds the code %s", code)
			}
		}
	}
	if again := d.live(t, time.Minute).file; strings.Contains(lived.file+again, "push.example") || !strings.Contains(lived.file, `"in":"subscribed"`) || !strings.Contains(lived.file, `"in":"unreachable"`) {
		t.Error("the history holds where a browser listens, or does not say that it does")
	}
	if strings.Contains(lived.file, "Guest 1") {
		t.Error("the history holds a first name")
	}
}

func TestALineThatWasBeingWrittenIsNoPartOfAHistory(t *testing.T) {
	d := newDay(t, 20)
	lived := d.live(t, 3*time.Hour)
	whole, cut := 0, 0
	for _, end := range []int{len(lived.file), len(lived.file) - 5} {
		r, err := history.Open(strings.NewReader(lived.file[:end]), crowd.PierWest())
		if err != nil {
			t.Fatal(err)
		}
		for whole, cut = cut, 0; ; cut++ {
			if _, err := r.Next(); errors.Is(err, io.EOF) {
				break
			} else if err != nil {
				t.Fatal(err)
			}
		}
	}
	if cut != whole-1 {
		t.Errorf("read %d notes of a history that was cut off in its last line, want %d", cut, whole-1)
	}
}

func TestMistakesInAHistorySayWhatIsWrong(t *testing.T) {
	first := `{"schema":"foyer.history/v1","venue":"v","from":"2026-05-09T08:00:00Z","state":{}}` + "\n"
	for text, want := range map[string]string{
		"":                                     "there is no first line",
		"a,b\n":                                "this is not a history",
		`{"schema":"foyer.history/v9"}` + "\n": "this program reads foyer.history/v1",
		first + "{\"t\":}\n":                   "line 2: this line cannot be read",
		first + "{\"t\":1,\"p\":\"ada\"}\n":    "never began",
		first + "{\"t\":1,\"in\":\"x\",\"is\":{}}\n": "written by a newer one",
	} {
		r, err := history.Open(strings.NewReader(text), crowd.PierWest())
		if err == nil {
			_, err = r.Next()
		}
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("history %q: got %v, want an error that says %q", text, err, want)
		}
	}
}

// day is a venue that a crowd lives in, without a program around it.
type day struct {
	book   *rules.Book
	people []venue.Enrolment
	crowd  *crowd.Crowd
	now    time.Time
	kept   venue.State

	asksEvery time.Duration // somebody asks for a song; 0 = as the crowd does
}

// lived is one life of it: the history it wrote, and what it decided.
type lived struct{ file, decided string }

func newDay(t testing.TB, guests int) *day {
	t.Helper()
	source, err := deploy.Files.ReadFile("rules.yaml")
	if err != nil {
		t.Fatal(err)
	}
	book, problems := parse.Rules("rules.yaml", source, crowd.PierWest(), deploy.Files.ReadFile)
	if parse.Failed(problems) {
		t.Fatal(problems)
	}
	d := &day{book: book, now: book.Calendar.Opens}
	d.crowd = crowd.New(7, crowd.PierWest(), guests, book.Calendar.Opens, book.Calendar.Closes)
	if d.people, _, err = people.Read(bytes.NewReader(d.crowd.Registrations())); err != nil {
		t.Fatal(err)
	}
	return d
}

// live lives on for so long, from a start of the program to its end.
func (d *day) live(t *testing.T, long time.Duration) lived {
	t.Helper()
	var file, decided bytes.Buffer
	w, err := history.Begin(&file, "pier-west", d.now, d.kept)
	if err != nil {
		t.Fatal(err)
	}
	v := venue.New(crowd.PierWest(), d.kept)
	step := func(in venue.Input) {
		effects := slices.Clone(v.Step(d.now, in))
		for i := 0; i < len(effects); i++ {
			if push, is := effects[i].(rules.Push); is {
				ending := venue.Delivered
				if len(push.ID)%5 == 0 {
					ending = venue.Refused
				}
				if len(push.ID)%4 == 0 {
					v.Step(d.now, venue.Unreachable{Token: push.Token, Since: d.now})
				}
				effects = append(effects, slices.Clone(v.Step(d.now, venue.Settled{ID: push.ID, Outcome: ending}))...)
			}
		}
		b := v.Seal()
		if b == nil {
			return
		}
		if err := w.Write(b.Told); err != nil {
			t.Fatal(err)
		}
		write(&decided, b.Decisions)
		d.keep(b)
	}
	step(venue.Ruled{Book: d.book, Version: 3})
	step(venue.Enrolled{People: d.people})
	for i := 0; i < len(d.people); i += 3 {
		p := d.people[i].Profile.Person
		step(venue.Subscribed{Person: p, Browser: fmt.Sprintf(`{"endpoint":"https://push.example/%s/%d"}`, p, d.now.Unix())})
	}
	step(venue.Linked{Up: true})
	asked := d.now
	for end := d.now.Add(long); d.now.Before(end); {
		if d.asksEvery > 0 && d.now.Sub(asked) > d.asksEvery {
			asked = d.now
			step(venue.Asked{ID: d.now.String(), Phone: d.people[d.now.Unix()%int64(len(d.people))].Tags[0], Mention: rules.Mention{Song: "x"}, At: d.now})
		}
		d.now = d.now.Add(4*time.Second + 1234567*time.Nanosecond)
		if wake := v.Wake(); !wake.IsZero() && !wake.After(d.now) {
			step(venue.Waited{})
		}
		d.crowd.Step(d.now, func(_ beacons.Anchor, s []beacons.Sighting) { step(venue.Heard{Sightings: s}) },
			func(id string, phone beacons.Tag, song string, at time.Time) {
				step(venue.Asked{ID: id, Phone: phone, Mention: rules.Mention{Song: song}, At: at})
			})
	}
	return lived{file.String(), decided.String()}
}

// keep adds a batch to what a store would give back.
func (d *day) keep(b *venue.Batch) {
	for _, p := range b.Profiles {
		d.kept.Profiles = slices.DeleteFunc(slices.Clone(d.kept.Profiles), func(old venue.Saved) bool { return old.Person == p.Person })
		if p.JSON != nil {
			d.kept.Profiles = append(d.kept.Profiles, p)
		}
	}
	for _, c := range b.Codes {
		d.kept.Codes = slices.DeleteFunc(slices.Clone(d.kept.Codes), func(old venue.CodeMove) bool { return old.Pool == c.Pool && old.Code == c.Code })
		d.kept.Codes = append(d.kept.Codes, c)
	}
	d.kept.Number, d.kept.Seen = b.Number, append(d.kept.Seen, b.Seen...)
	d.kept.Out = append(slices.Clone(d.kept.Out), b.Out...)
	d.kept.Out = slices.DeleteFunc(d.kept.Out, func(e rules.Effect) bool { return slices.Contains(b.Settled, e.About().ID) })
}

func replay(t *testing.T, file string) string {
	t.Helper()
	r, err := history.Open(strings.NewReader(file), crowd.PierWest())
	if err != nil {
		t.Fatal(err)
	}
	var decided bytes.Buffer
	if err := history.Replay(r, func(d venue.Decision) { write(&decided, []venue.Decision{d}) }); err != nil {
		t.Fatal(err)
	}
	return decided.String()
}

func write(to *bytes.Buffer, decisions []venue.Decision) {
	for _, d := range decisions {
		line, _ := json.Marshal(d)
		to.Write(append(line, '\n'))
	}
}

// difference is the first line in which two texts differ.
func difference(a, b string) string {
	one, other := strings.Split(a, "\n"), strings.Split(b, "\n")
	for i := range max(len(one), len(other)) {
		if i >= len(one) || i >= len(other) || one[i] != other[i] {
			return fmt.Sprintf("%q\nand\n%q", one[min(i, len(one)-1)], other[min(i, len(other)-1)])
		}
	}
	return ""
}
