package parse_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"foyer/beacons"
	"foyer/rules"
	"foyer/rules/parse"
)

// conditionOf compiles one line of an `if` in a rule that wakes on a mention,
// where every name is known.
func conditionOf(t testing.TB, line string) (func(rules.Asked) bool, []parse.Problem) {
	t.Helper()
	c, problems := lineOf(line)
	return c.Holds, problems
}

// lineOf reads one line of an `if` in the same rule.
func lineOf(line string) (rules.Condition, []parse.Problem) {
	source := strings.Join([]string{
		"schema: foyer.rules/v1",
		"event: {id: demo, timezone: UTC, opens: 2026-05-09T08:00, closes: 2026-05-10T18:00}",
		"traits: {coffee_visits: {count: visits, zone: {kind: coffee}}, dance_minutes: {sum: minutes, zone: dance-floor}}",
		"labels: {coffee_lover: {if: person.coffee_visits >= 3}}",
		"rules:",
		"  - id: r",
		"    title: R",
		"    when: {mention: dj, from: [app]}",
		"    if: ['" + strings.ReplaceAll(line, "'", "''") + "', person.coffee_lover or true]",
		"    then: [{staff: {text: a}}]",
	}, "\n")
	book, problems := parse.Rules("rules.yaml", []byte(source), smallPlan(), nil)
	if book == nil || len(book.Rules) == 0 {
		return rules.Condition{}, problems
	}
	return book.Rules[0].If[0], problems
}

func holds(t testing.TB, line string) func(rules.Asked) bool {
	t.Helper()
	f, problems := conditionOf(t, line)
	if f == nil {
		t.Fatalf("compiling %q: %v", line, problems)
	}
	return f
}

func ada() rules.Asked {
	return rules.Asked{
		Person: &rules.Profile{
			FirstName: "Ada", Colour: "#ff6600", Music: "Daft Punk", Registered: true,
			Visit:   beacons.Visit{Zone: "dance-floor", From: time.Unix(1, 0)},
			Tallies: []rules.Tally{{Trait: "coffee_visits", Value: 3}, {Trait: "dance_minutes", Value: 30}},
			Labels:  []rules.Gained{{Label: "coffee_lover"}},
		},
		Zone: "dance-floor", ZonePeople: 12, Mention: &rules.Mention{Song: "One More Time", From: "app", Match: 0.85},
	}
}

func TestConditionsHold(t *testing.T) {
	for line, want := range map[string]bool{
		`person.coffee_visits >= 3`: true, `person.coffee_visits > 3`: false, `person.coffee_visits == 3`: true,
		`person.coffee_visits != 3`: false, `person.coffee_visits < 3`: false, `person.coffee_visits <= 3`: true,
		`2 < person.coffee_visits < 4`: true, `person.dance_minutes >= 29.5`: true, `person.coffee_visits >= person.dance_minutes`: false,
		`person.registered`: true, `not person.staff`: true, `person.sponsor`: false, `person.checked_out`: false, `person.present`: true,
		`person.coffee_lover`: true, `not person.coffee_lover`: false, `person.registered == true`: true,
		`person.favourite_music != ""`: true, `person.first_name == "Ada"`: true, `person.favourite_colour == "#ff6600"`: true,
		`person.zone == "dance-floor"`: true, `person.zone in ["bacon", "dance-floor"]`: true, `person.zone not in ["bacon"]`: true,
		`zone.people >= 3`: true, `zone.people < 3`: false, `mention.song == "One More Time"`: true,
		`mention.song_match >= 0.8`: true, `mention.song_match >= 0.9`: false, `mention.song_match * 2 > 1.6`: true, `mention.from == "app"`: true,
		`person.registered and not (person.staff or person.sponsor)`: true, `person.staff or person.registered`: true,
		`person.coffee_visits in [1, 3]`: true, `person.coffee_visits in [1, 2]`: false,
		`person.coffee_visits + person.dance_minutes > 32`: true, `person.coffee_visits * 10 == person.dance_minutes`: true,
		`mention.song contains "Time"`: true, `lower(person.favourite_music) startsWith "daft"`: true, `person.first_name matches "^A"`: true,
		`person.staff ? false : person.registered`: true, `person.dance_minutes % 2 == 0 and person.coffee_visits > 2`: true,
		`-person.coffee_visits < 0`: true, `true`: true,
	} {
		if got := holds(t, line)(ada()); got != want {
			t.Errorf("%s for Ada: got %t, want %t", line, got, want)
		}
	}
}

func TestConditionsAboutNobodyDoNotHold(t *testing.T) {
	for _, line := range []string{`person.registered`, `person.coffee_visits >= 3`, `person.first_name startsWith "A"`, `person.coffee_visits * 2 >= 6`} {
		if holds(t, line)(rules.Asked{}) {
			t.Errorf("%s without a person: got true, want false", line)
		}
	}
}

func TestConditionsThatCannotBeJudgedDoNotHold(t *testing.T) {
	if holds(t, `1 % person.coffee_visits == 0`)(rules.Asked{Person: &rules.Profile{}}) {
		t.Error("a remainder by zero: got true, want false")
	}
}

func TestPlainConditionsDoNotAllocate(t *testing.T) {
	asked := ada()
	for _, line := range []string{
		`person.coffee_visits >= 3`, `not person.staff`, `person.registered`, `person.favourite_music != ""`,
		`person.zone == "dance-floor"`, `zone.people >= 3`, `person.coffee_lover`, `person.registered and not person.staff`,
		`person.zone in ["bacon", "dance-floor"]`,
	} {
		f := holds(t, line)
		if got := testing.AllocsPerRun(100, func() { f(asked) }); got != 0 {
			t.Errorf("asking %s: got %g allocations, want 0", line, got)
		}
	}
}

func TestConditionsRefuseWhatARuleNeverNeeds(t *testing.T) {
	for _, line := range []string{
		`repeat("a", 100000) == ""`, `len(1..100000000) > 0`, `any([1], {# > 0})`, `let x = 1; x == 1`, `{"a": 1}.a == 1`,
		`now() == 1`, `duration("2 hours") == 1`, `person?.staff`, `$env == 1`, `person.first_name[0:1] == "A"`, `person == person`,
		`person["staff"].x`, `nil == nil`, `person.coffee_visits ** 2 == 9`, `[1] == [1]`, `get(person, "staff")`, `staff`, `#`,
		`"a"`, `1`, `person.first_name ?? "x"`, `person.staff; person.staff`, `not 3`, `-"a" == 1`, `person.staff > 1`,
	} {
		f, problems := conditionOf(t, line)
		if f != nil || len(problems) == 0 {
			t.Errorf("compiling %s: got %v, want an error", line, problems)
		}
		plainly(t, problems)
	}
}

func TestConditionProblemsStandAtTheirWord(t *testing.T) {
	for line, want := range map[string]string{
		`person.coffe_visits >= 3`:       "coffe_visits",
		`not person.staf`:                "staf",
		`person.zone == "bakon"`:         `"bakon"`,
		`zone.peple >= 3`:                "peple",
		`person.registered and zone.x>1`: "x",
	} {
		_, problems := conditionOf(t, line)
		if len(problems) == 0 {
			t.Errorf("compiling %s: got no problem", line)
			continue
		}
		p := problems[0]
		shown := "    if: ['" + strings.ReplaceAll(line, "'", "''")
		if want != "" && shown[p.Column-1:p.EndColumn-1] != want {
			t.Errorf("compiling %s: got a problem at %q, want it at %q", line, shown[p.Column-1:p.EndColumn-1], want)
		}
	}
}

func BenchmarkPlainCondition(b *testing.B) {
	benchmark(b, `person.coffee_visits >= 3`)
}

func BenchmarkExprCondition(b *testing.B) {
	benchmark(b, `person.coffee_visits * 1 >= 3`)
}

func benchmark(b *testing.B, line string) {
	f, asked := holds(b, line), ada()
	b.ReportAllocs()
	for b.Loop() {
		if !f(asked) {
			b.Fatal("the condition does not hold")
		}
	}
}

func BenchmarkRules(b *testing.B) {
	var source strings.Builder
	source.WriteString("schema: foyer.rules/v1\nevent: {id: demo, timezone: UTC, opens: 2026-05-09T08:00, closes: 2026-05-10T18:00}\nrules:\n")
	for i := range 50 {
		fmt.Fprintf(&source, "  - id: r%d\n    title: R\n    when: {enter: bacon, at_least: 1m}\n    if: [not person.staff, zone.people >= 3]\n    then: [{staff: {text: \"{{person.first_name}}\"}}]\n", i)
	}
	b.ReportAllocs()
	for b.Loop() {
		if _, problems := parse.Rules("rules.yaml", []byte(source.String()), smallPlan(), nil); parse.Failed(problems) {
			b.Fatal(problems)
		}
	}
}
