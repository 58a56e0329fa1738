package parse_test

import (
	"net/netip"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"strings"
	"testing"
	"time"

	"foyer/beacons"
	"foyer/rules/parse"
)

// place is the part of the venue file that a plan is made of.
type place struct {
	Schema string `yaml:"schema,required" words:"foyer.venue/v1"`
	Venue  string `yaml:"venue,required"`
	Rules  string `yaml:"rules"`
	Listen string `yaml:"listen"`
	Broker struct {
		URL string `yaml:"url"`
	} `yaml:"broker"`
	Store struct {
		Redis string `yaml:"redis"`
	} `yaml:"store"`
	Plan struct {
		Width float64 `yaml:"width,required"`
		Depth float64 `yaml:"depth,required"`
	} `yaml:"plan,required"`
	Zones []struct {
		ID       beacons.Zone `yaml:"id,required"`
		Kind     beacons.Kind `yaml:"kind"`
		Name     string       `yaml:"name"`
		Area     [][2]float64 `yaml:"area"`
		Capacity int          `yaml:"capacity" min:"1"`
	} `yaml:"zones,required"`
	Anchors []struct {
		ID     beacons.Anchor `yaml:"id,required"`
		Zone   beacons.Zone   `yaml:"zone,required"`
		At     [2]float64     `yaml:"at,required"`
		Beacon string         `yaml:"beacon"`
	} `yaml:"anchors"`
	Producers map[string]struct {
		Rooms map[string]beacons.Anchor `yaml:"rooms"`
	} `yaml:"producers"`
	People struct {
		Registrations string `yaml:"registrations"`
	} `yaml:"people"`
	Lights []map[string]string          `yaml:"lights"`
	Push   map[string]map[string]string `yaml:"push"`
	DJ     []map[string]string          `yaml:"dj"`
}

// examplePlan is the plan of the example venue that lies beside the checkout.
func examplePlan(t testing.TB) beacons.Plan {
	t.Helper()
	var v place
	file := filepath.Join("..", "..", "..", "shared", "venue.example.yaml")
	_, problems := parse.Decode("venue.yaml", read(t, file), &v)
	if len(problems) > 0 {
		t.Fatalf("decoding the example venue: got %v, want no problem", problems)
	}
	plan := beacons.Plan{Width: v.Plan.Width, Depth: v.Plan.Depth}
	for _, z := range v.Zones {
		plan.Zones = append(plan.Zones, beacons.ZonePlan(z))
	}
	for _, a := range v.Anchors {
		plan.Anchors = append(plan.Anchors, beacons.AnchorPlan(a))
	}
	return plan
}

// read reads a file, or skips the test where the reference data is not there.
func read(t testing.TB, file string) []byte {
	t.Helper()
	content, err := os.ReadFile(file)
	if os.IsNotExist(err) && strings.Contains(file, "shared") && os.Getenv("CI") != "true" {
		t.Skipf("%s is not there: the reference data lies beside the checkout", file)
	}
	if err != nil {
		t.Fatal(err)
	}
	return content
}

func TestDecodeReadsTheExampleVenue(t *testing.T) {
	plan := examplePlan(t)
	if len(plan.Zones) != 16 || len(plan.Anchors) != 19 || plan.Width != 60 {
		t.Fatalf("the example venue: got %d zones, %d anchors, %g m; want 16, 19, 60", len(plan.Zones), len(plan.Anchors), plan.Width)
	}
	if got := plan.Zones[2].Area[1]; got != [2]float64{60, 0} {
		t.Errorf("second corner of %s: got %v, want [60 0]", plan.Zones[2].ID, got)
	}
}

// every has a field of each kind that Decode reads.
type every struct {
	Text    string                `yaml:"text"`
	Word    string                `yaml:"word" words:"red|green" later:"blue"`
	Whole   int                   `yaml:"whole" min:"1" max:"9"`
	Count   uint16                `yaml:"count"`
	Share   float64               `yaml:"share"`
	Yes     bool                  `yaml:"yes"`
	Wait    time.Duration         `yaml:"wait"`
	Start   time.Time             `yaml:"start"`
	List    []string              `yaml:"list"`
	Pair    [2]float64            `yaml:"pair"`
	Table   map[string]int        `yaml:"table"`
	Maybe   *string               `yaml:"maybe"`
	Where   parse.Located[string] `yaml:"where"`
	Ordered parse.Map[int]        `yaml:"ordered"`
	Soon    parse.Later           `yaml:"soon"`
	Inner   struct {
		Name string `yaml:"name,required"`
	} `yaml:"inner"`
	unread int
}

func TestDecodeReadsEveryKindOfField(t *testing.T) {
	var got every
	positions, problems := parse.Decode("f.yaml", []byte(strings.Join([]string{
		"text: 'it''s'", "word: red", "whole: 7", "count: 65535", "share: 0.5", "yes: true", "wait: 1h30m",
		"start: 2026-05-09T08:00:00+02:00", "list: [a, \"b\"]", "pair: [1, 2.5]", "table: {x: 1}", "maybe: m",
		"where: here", "ordered: {z: 1, a: 2}", "inner:", "  name: n",
	}, "\n")), &got)
	if len(problems) > 0 {
		t.Fatalf("decoding every kind of field: got %v, want no problem", problems)
	}
	m := "m"
	want := every{
		Text: "it's", Word: "red", Whole: 7, Count: 65535, Share: 0.5, Yes: true, Wait: 90 * time.Minute,
		Start: got.Start, List: []string{"a", "b"}, Pair: [2]float64{1, 2.5}, Table: map[string]int{"x": 1}, Maybe: &m,
		Where:   got.Where,
		Ordered: got.Ordered,
		unread:  0,
	}
	want.Inner.Name = "n"
	if !reflect.DeepEqual(got, want) {
		t.Errorf("decoding every kind of field:\n got %+v\nwant %+v", got, want)
	}
	if at := (parse.Pos{Line: 13, Column: 8, EndColumn: 12}); got.Where.Value != "here" || got.Where.At != at || !got.Where.Good() {
		t.Errorf("where: got %+v, want here at %v", got.Where, at)
	}
	if o := got.Ordered; len(o) != 2 || o[0].Name != "z" || o[1].Name != "a" || o[1].Value != 2 || o[1].Key != (parse.Pos{Line: 14, Column: 17, EndColumn: 18}) {
		t.Errorf("ordered: got %+v, want z and then a, as written", got.Ordered)
	}
	if got.Start.UTC().Hour() != 6 {
		t.Errorf("start: got %v, want 06:00 UTC", got.Start)
	}
	for path, want := range map[string]parse.Pos{
		"inner.name":    {Line: 16, Column: 9, EndColumn: 10},
		"list[1]":       {Line: 9, Column: 11, EndColumn: 14},
		"inner.nothing": {Line: 16, Column: 3, EndColumn: 7},
	} {
		if at := positions.At(path); at != want {
			t.Errorf("position of %s: got %v, want %v", path, at, want)
		}
	}
}

func TestDecodeTellsWhatIsWrongAndWhere(t *testing.T) {
	for _, test := range []struct{ source, want string }{
		{"txt: a", "f.yaml:1:1: There is no `txt` here. Did you mean `text`?"},
		{"completely: a", "f.yaml:1:1: There is no `completely` here."},
		{"wait: 45", "f.yaml:1:7: 45 what? Write 45s or 45m."},
		{"wait: 10 minutes", "f.yaml:1:7: `wait` is a length of time; `10 minutes` is none. Write 10m."},
		{"wait: soonish", "f.yaml:1:7: `wait` is a length of time; `soonish` is none. Write it as 45s, 10m or 1h30m."},
		{"whole: 010", "f.yaml:1:8: 010 begins with a zero, and YAML would read another number. Write 10."},
		{"whole: 1_000", "f.yaml:1:8: `whole` is 1_000, but YAML may read another number. Write 1000."},
		{"whole: three", "f.yaml:1:8: `whole` is a whole number, such as 3, not a text."},
		{"whole: \"3\"", "f.yaml:1:8: `whole` is a whole number, without quotes. Write 3."},
		{"whole: 1.5", "f.yaml:1:8: `whole` is a whole number; 1.5 is not."},
		{"whole: 0", "f.yaml:1:8: `whole` is 1 or more."},
		{"whole: 10", "f.yaml:1:8: `whole` is 9 or less."},
		{"count: -1", "f.yaml:1:8: `count` is a whole number; -1 is not."},
		{"count: 65536", "f.yaml:1:8: `count` is a whole number; 65536 is not."},
		{"text: 42", "f.yaml:1:7: `text` is a text, and 42 is a number. Write \"42\"."},
		{"text: [a]", "f.yaml:1:7: `text` is a text, not a list."},
		{"text:", "f.yaml:1:1: `text` has nothing after it. Write a value, or remove the line."},
		{"yes: yes", "f.yaml:1:6: `yes` is true or false. Write true."},
		{"word: blue", "f.yaml:1:7: `word: blue` is not supported yet. Remove it."},
		{"word: gren", "f.yaml:1:7: `word` cannot be `gren`. Did you mean `green`?"},
		{"soon: {a: 1}", "f.yaml:1:1: `soon` is not supported yet. Remove it."},
		{"list: a", "f.yaml:1:7: `list` is a list. Write [a]."},
		{"pair: [1]", "f.yaml:1:7: `pair` holds 2 values, not 1."},
		{"inner: {}", "f.yaml:1:8: `name` is missing here."},
		{"start: 2026-05-09", "f.yaml:1:8: `start` is a date and time; `2026-05-09` is none. Write it as 2026-05-09T08:00:00Z."},
		{"text: a\ntext: b", "f.yaml:2:1: `text` stands here twice; the first is in line 1. Keep one of the two."},
		{"text: !person.staff", "f.yaml:1:7: `!` at the start of a text means something else in YAML: the text would vanish. Write `not person.staff`."},
		{"text: \"a\" in b", "f.yaml:1:7: A line that starts with a quote ends, for YAML, at the next quote. Put the whole line in single quotes."},
		{"text: &a b", "f.yaml:1:7: `&` at the start means something else in YAML (a copy mark), and it is not supported here. Write the text in quotes, or the value out in each place."},
		{"inner:\n\tname: x", "f.yaml:2:1: There is a tab in the indentation. Indent with spaces."},
		{"", "f.yaml:1:1: This file is empty."},
		{"- a", "f.yaml:1:1: This file is a group of keys: `text`, `word`, `whole`, `count`, `share`, `yes`, `wait`, `start`, `list`, `pair`, `table`, `maybe`, `where`, `ordered` and `inner`, not a list."},
	} {
		var v every
		_, problems := parse.Decode("f.yaml", []byte(test.source), &v)
		if len(problems) != 1 || problems[0].String() != test.want {
			t.Errorf("decoding %q:\n got %v\nwant [%s]", test.source, problems, test.want)
		}
	}
}

func TestDecodeTellsAllMistakesAtOnce(t *testing.T) {
	var v every
	_, problems := parse.Decode("f.yaml", []byte("txt: a\nwait: 45\nlist: \"a\" b\nwhole: x\ninner: {}\n"), &v)
	var lines []int
	for _, p := range problems {
		lines = append(lines, p.Line)
	}
	if want := []int{1, 2, 3, 4, 5}; !reflect.DeepEqual(lines, want) {
		t.Errorf("a file with five mistakes: got problems in lines %v, want %v: %v", lines, want, problems)
	}
}

func TestShowPointsAtTheMistake(t *testing.T) {
	source := []byte("text: a\nwait: 45 min\n")
	var v every
	_, problems := parse.Decode("f.yaml", source, &v)
	var got strings.Builder
	parse.Show(&got, source, problems[0])
	want := "f.yaml:2:7\n" +
		"    2 | wait: 45 min\n" +
		"      |       ^^^^^^ `wait` is a length of time; `45 min` is none.\n" +
		"      |              Write 45m.\n"
	if got.String() != want {
		t.Errorf("showing a problem: got\n%s\nwant\n%s", got.String(), want)
	}
}

func TestPositionsSurviveWhatStandsBefore(t *testing.T) {
	for _, before := range []string{
		"", "# a comment\n\n", "text: \"\u00e9\\u00e9\\n\\\"\" # comment\n", "text: 'it''s'\n", "text: |\n  block\n\n  text\n", "text: >-\n  fold\n  ed\n# c\n",
		"text: two\n  lines\n", "text: \"two\n  lines\"\n", "list:\n  - a # b\n\n  # c\n  - \"d\"\n", "list: [a,\n  b] # c\n", "\ufefftext: a\n", "---\n", "text: a\r\nlist: [b]\r\n",
		"text: !x\n", "text: \"a\" b\n", "maybe: \t a\n", "where: \"\\t\\x41\"\n",
	} {
		for _, wrong := range []string{"txet: a", "count: \"x\"", "inner: {text: \"\\u00e9\", naem: 'b''c'}"} {
			source := before + wrong + "\n"
			var v every
			_, problems := parse.Decode("f.yaml", []byte(source), &v)
			if len(problems) == 0 {
				t.Errorf("decoding %q: got no problem", source)
				continue
			}
			word := regexp.MustCompile("txet|\"x\"|naem").FindString(wrong)
			p := problems[len(problems)-1]
			line := strings.Split(source, "\n")[p.Line-1]
			if got := string([]rune(line)[p.Column-1 : p.EndColumn-1]); got != word {
				t.Errorf("decoding %q: got a problem at %q, want it at %q: %v", source, got, word, p)
			}
		}
	}
}

func TestHugeAndDeepFilesAreRefusedAtOnce(t *testing.T) {
	for name, source := range map[string]string{
		"large": strings.Repeat("# a long comment of nothing\n", 50_000), "wide": "text: " + strings.Repeat("a", 20_000),
		"deep": "list: " + strings.Repeat("[", 5000), "deep over lines": strings.Repeat("- [\n", 5000),
	} {
		var v every
		if _, problems := parse.Decode("f.yaml", []byte(source), &v); len(problems) != 1 || !strings.HasPrefix(problems[0].Code, "too-") {
			t.Errorf("a %s file: got %v, want one problem that it is too much", name, problems)
		}
	}
}

func TestDecodeAsksTheTypeThatReadsItself(t *testing.T) {
	var v struct {
		Listen netip.AddrPort `yaml:"listen"`
		Bind   netip.Addr     `yaml:"bind"`
	}
	_, problems := parse.Decode("f.yaml", []byte("listen: 127.0.0.1:8080\nbind: here\n"), &v)
	if v.Listen.Port() != 8080 {
		t.Errorf("listen: got %v, want port 8080", v.Listen)
	}
	if len(problems) != 1 || problems[0].Line != 2 || problems[0].Column != 7 {
		t.Errorf("an address that is none: got %v, want one problem at 2:7", problems)
	}
}
