package history_test

import (
	"strings"
	"testing"
	"time"

	"foyer/beacons"
	"foyer/controller/history"
	"foyer/controller/venue"
	"foyer/firmware-sim/crowd"
	"foyer/rules"
	"foyer/rules/parse"
)

// draftOf is a book of one coffee rule, with so long a dwell and so many codes.
func draftOf(t *testing.T, dwell string, codes int, more string) *rules.Book {
	t.Helper()
	source := strings.NewReplacer("DWELL", dwell, "MORE", more).Replace(`schema: foyer.rules/v1
event: {id: e, timezone: UTC, opens: 2026-05-09T08:00, closes: 2026-05-10T18:00}
rewards:
  card: {kind: code, pool: card.csv, reserve_for: 15m, per_person: 1, warn_below: 1, when_empty: {rule: stop, staff: "gone"}, expires: 2026-05-31T23:59}
rules:
  - id: coffee
    title: A card for a coffee
    when: {enter: coffee-east, at_least: DWELL}
    consent: [location, push]
    MORE
    then:
      - reward: card
      - push: {title: "A card", body: "{{reward.code}}", expires: 30m}
`)
	rows := "code\n" + strings.Repeat("x", 1)
	for i := 1; i < codes; i++ {
		rows += "\n" + strings.Repeat("x", i+1)
	}
	book, problems := parse.Rules("r.yaml", []byte(source), crowd.PierWest(), func(string) ([]byte, error) { return []byte(rows), nil })
	if parse.Failed(problems) {
		t.Fatal(problems)
	}
	return history.Stock(book, nil)
}

// morning is a tape of a book: ada 10 s at the bar, bo 2 minutes, and cy from
// the start on, of whose departure nobody ever told.
func morning(book *rules.Book, more ...venue.Told) *history.Tape {
	opens := book.Calendar.Opens
	tape := history.NewTape("v", crowd.PierWest(), opens, venue.State{})
	tape.Add(venue.Told{At: opens, In: venue.Ruled{Book: book}})
	for _, name := range []string{"ada", "bo", "cy"} {
		tape.Add(venue.Told{At: opens, In: venue.Enrolled{People: []venue.Enrolment{{Profile: rules.Profile{
			Person: beacons.Person(name), Registered: true, PushToken: name, Consents: []rules.Purpose{rules.Location, rules.PushNote},
		}}}}})
	}
	visit := func(who string, from, long time.Duration) {
		v := beacons.Visit{Person: beacons.Person(who), Zone: "coffee-east", From: opens.Add(from)}
		tape.Add(venue.Told{At: v.From, In: venue.Visited{Visit: v, Heard: v.From}})
		if v.To = v.From.Add(long); long > 0 {
			tape.Add(venue.Told{At: v.To.Add(30 * time.Second), In: venue.Visited{Visit: v, Heard: v.To}})
		}
	}
	visit("cy", 0, 0)
	visit("ada", time.Hour, 10*time.Second)
	visit("bo", 2*time.Hour, 2*time.Minute)
	for _, told := range more {
		tape.Add(told)
	}
	return tape
}

func quietly(int) {}

func TestABacktestCountsWhatADraftWouldHaveDone(t *testing.T) {
	live := draftOf(t, "45s", 5, "")
	tape := morning(live)
	for _, c := range []struct {
		name       string
		draft      *rules.Book
		fired      int
		gain, lose int
		dry        bool
		because    string
	}{
		{"the same", draftOf(t, "45s", 5, ""), 2, 0, 0, false, ""},
		{"a shorter dwell, and a short visit counts", draftOf(t, "5s", 5, ""), 3, 1, 0, false, ""},
		{"a longer dwell than bo's visit, found out late", draftOf(t, "130s", 5, ""), 1, 0, 1, false, ""},
		{"one code", draftOf(t, "45s", 1, ""), 1, 0, 1, true, "nothing of card is left"},
		{"a condition", draftOf(t, "45s", 5, "if: [person.staff]"), 0, 0, 2, false, "not so: person.staff"},
	} {
		r := history.Compare(tape, tape.Live(nil, quietly), tape.Live(c.draft, quietly), true)
		got := r.Rules[0]
		if got.Fired != (history.Both{Live: 2, Draft: c.fired}) || got.Gain != c.gain || got.Lose != c.lose || r.Pools[0].Dry.IsZero() == c.dry {
			t.Errorf("%s: got %+v, pools %+v; want 2 and %d fired, %d gain, %d lose, dry %v", c.name, got, r.Pools, c.fired, c.gain, c.lose, c.dry)
		}
		if c.because != "" && (len(r.Refusals) == 0 || r.Refusals[0].Because != c.because) {
			t.Errorf("%s: refusals: got %+v, want %q", c.name, r.Refusals, c.because)
		}
	}
}

func TestAPushThatWasRefusedIsRefusedInADraft(t *testing.T) {
	book := draftOf(t, "45s", 5, "")
	tape := morning(book, venue.Told{At: book.Calendar.Opens.Add(3 * time.Hour), In: venue.Settled{ID: "coffee|bo|1/1", Outcome: venue.Refused}})
	r := history.Compare(tape, nil, tape.Live(book, quietly), false)
	if r.Pools[0].Needed.Draft != 1 || r.Rules[0].Fired.Draft != 2 {
		t.Errorf("bo's phone refused a push that day: got %+v needed, %+v fired; want his code to go back: 1 needed, 2 fired", r.Pools[0].Needed, r.Rules[0].Fired)
	}
}

func TestAReportSaysByHourAndByPushes(t *testing.T) {
	book := draftOf(t, "45s", 5, "")
	tape := morning(book)
	r := history.Compare(tape, nil, tape.Live(book, quietly), false)
	if hours := r.Rules[0].Hours; len(hours) != 2 || hours[0].At.Hour() != 8 || hours[1].At.Hour() != 10 || hours[1].Draft != 1 {
		t.Errorf("cy at 08:00:45 and bo at 10:00:45: got hours %+v", hours)
	}
	if want := []history.Both{{Live: 3, Draft: 1}, {Draft: 2}}; len(r.Pushes) != 2 || r.Pushes[1] != want[1] || r.Pushes[0].Draft != 1 {
		t.Errorf("people by pushes: got %+v, want one with none and two with one", r.Pushes)
	}
	if m := r.Busiest.Draft; m.Pushes != 1 || m.At.Hour() != 8 {
		t.Errorf("busiest minute: got %+v, want the first of two with one push", m)
	}
}

func TestTheRulesOfTheDayFireInABacktestAsTheyDidThatDay(t *testing.T) {
	d := newDay(t, 60)
	d.asksEvery = 7 * time.Minute
	lived := d.live(t, 9*time.Hour)
	did := map[string]int{}
	r, err := history.Open(strings.NewReader(lived.file), crowd.PierWest())
	if err != nil {
		t.Fatal(err)
	}
	if err := history.Replay(r, func(d venue.Decision) {
		if d.Outcome == rules.Done {
			did[d.Rule]++
		}
	}); err != nil {
		t.Fatal(err)
	}
	tape := load(t, []byte(lived.file))
	report := history.Compare(tape, nil, tape.Live(nil, quietly), false)
	fired := 0
	for _, rule := range report.Rules {
		if len(rule.Hours) > 0 && rule.People.Draft > 0 && rule.Fired.Draft != did[rule.ID] {
			t.Errorf("%s: a backtest of the rules of the day says it fired %d times, and it did %d times", rule.ID, rule.Fired.Draft, did[rule.ID])
		}
		fired += did[rule.ID]
	}
	if fired < 20 {
		t.Errorf("the rules did %d things in 9 hours, too few to compare", fired)
	}
	t.Logf("%v", did)
}
