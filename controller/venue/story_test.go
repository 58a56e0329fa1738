package venue

import (
	"flag"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"foyer/beacons"
	"foyer/rules"
	"foyer/rules/parse"
)

// A story is a file of lines, told in order, and what the venue answered:
//
//	plan booths                              a hall with eight booths, one anchor each
//	rules NAME.yaml                          the book (the file lies beside it)
//	person ada badge-1 token location,push   who is enrolled, with consents
//	staff bo badge-2 token location
//	09:00 hear badge-1 near bar -60          one sighting
//	09:00 stay badge-1 near bar 2m           heard every 2 s for so long
//	09:00:30 told ada bar 09:00              somebody else found her there since then
//	09:02:10 told ada bar 09:00 09:02        and that she left
//	09:05 wait                               time passes until then
//	09:05 down | up                          the broker's line
//	09:05 settle delivered|refused|unknown   the pushes on their way end so
//	09:05 ask ada-phone "a song" [mastodon 0.7]
//	09:05 redeem bar code AAA-1 as r1        a code is handed in at a desk, under an id
//	09:05 redeem bar tag badge-1 crown as r2 an item is handed out
//	09:05 stamp badge-1 at booth-1 [id]      a tap; its id is the time unless it is told
//	09:05 why ada coffee-gift                what stands between them
//	09:05 draw prize "a seed"                the seed of a draw comes in
//	09:05 trials                             who is in which experiment, and what is known of it
//	09:05 restart                            everything is saved, and read back
//	09:05 stop channel:push | go all         the organizer stops something, or lets it go on
//	09:05 publish NAME.yaml [move|cancel...] the organizer changes the rules, and says what becomes of those who wait
//	09:05 renew ada badge-1 token push       a registration changes
//	> 09:00:45 done push ada coffee-gift ... an answer; -update writes these
//
// The first line of a file says in a sentence what it shows.

func TestStories(t *testing.T) {
	files, err := filepath.Glob("testdata/*.story")
	if err != nil || len(files) == 0 {
		t.Fatalf("stories in testdata: got %d, error %v", len(files), err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".story"), func(t *testing.T) { tell(t, file) })
	}
}

func tell(t *testing.T, file string) {
	written, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	s := newStory(t)
	var told strings.Builder
	for line := range strings.Lines(string(written)) {
		if strings.HasPrefix(line, ">") {
			continue
		}
		told.WriteString(line)
		for _, answer := range s.line(strings.TrimSpace(line)) {
			told.WriteString("> " + answer + "\n")
		}
	}
	if flag.Lookup("update").Value.String() == "true" {
		if err := os.WriteFile(file, []byte(told.String()), 0o600); err != nil {
			t.Fatal(err)
		}
		return
	}
	if told.String() != string(written) {
		t.Errorf("the story goes otherwise.\ngot:\n%s\nwant:\n%s", told.String(), written)
	}
}

func TestMain(m *testing.M) {
	flag.Bool("update", false, "rewrite the answers in the stories")
	flag.Parse()
	os.Exit(m.Run())
}

type story struct {
	t      *testing.T
	venue  *Venue
	plan   beacons.Plan
	book   *rules.Book
	state  State
	people []Enrolment
	now    time.Time

	ended   []beacons.Visit // as a store keeps them
	decided []rules.Decision
	version int
	waits   map[string]rules.WaitChoice
}

func newStory(t *testing.T) *story {
	return &story{t: t, plan: storyPlan()}
}

// storyPlan has two bars, a floor and a hall, with one anchor each.
func storyPlan() beacons.Plan {
	plan := beacons.Plan{Width: 60, Depth: 40}
	for i, name := range []string{"bar", "cafe", "floor", "hall"} {
		kind := beacons.Kind(map[string]string{"bar": "coffee", "cafe": "coffee", "floor": "dance", "hall": "talk"}[name])
		x := float64(i) * 15
		plan.Zones = append(plan.Zones, beacons.ZonePlan{ID: beacons.Zone(name), Kind: kind, Name: name, Area: [][2]float64{{x, 0}, {x + 10, 0}, {x + 10, 10}, {x, 10}}})
		plan.Anchors = append(plan.Anchors, beacons.AnchorPlan{ID: beacons.Anchor(name), Zone: beacons.Zone(name), At: [2]float64{x + 5, 5}})
	}
	plan.Doors = beacons.Doors{Hooks: []string{"crm", "crew"}}
	return plan
}

// boothPlan has a hall and eight booths, of which the venue file names one.
func boothPlan() beacons.Plan {
	plan := beacons.Plan{Width: 200, Depth: 40}
	add := func(id string, kind beacons.Kind) {
		x := float64(len(plan.Zones)) * 20
		plan.Zones = append(plan.Zones, beacons.ZonePlan{ID: beacons.Zone(id), Kind: kind, Name: id, Area: [][2]float64{{x, 0}, {x + 10, 0}, {x + 10, 10}, {x, 10}}})
		plan.Anchors = append(plan.Anchors, beacons.AnchorPlan{ID: beacons.Anchor(id), Zone: beacons.Zone(id), At: [2]float64{x + 5, 5}})
	}
	add("hall", "talk")
	for i := range 8 {
		add("booth-"+strconv.Itoa(i+1), beacons.SponsorKind)
	}
	plan.Booths = []beacons.Booth{{Sponsor: "acme", Zone: "booth-1", Name: "Acme", Question: "What is an anvil?", Games: []string{"sponsor-passport"}}}
	return plan
}

func (s *story) line(line string) []string {
	words := strings.Fields(line)
	if len(words) == 0 || strings.HasPrefix(line, "#") {
		return nil
	}
	switch words[0] {
	case "plan":
		s.plan = boothPlan()
		return nil
	case "rules":
		s.rules(words[1])
		return nil
	case "person", "staff":
		s.people = append(s.people, person(words))
		return nil
	}
	if s.venue == nil {
		s.open()
	}
	s.at(words[0])
	return s.step(words[1], words[2:], line)
}

func (s *story) rules(name string) {
	source, err := os.ReadFile(filepath.Join("testdata", name))
	if err != nil {
		s.t.Fatal(err)
	}
	book, problems := parse.Rules(name, source, s.plan, func(pool string) ([]byte, error) {
		return os.ReadFile(filepath.Join("testdata", pool))
	})
	if parse.Failed(problems) {
		s.t.Fatalf("rules %s: %v", name, problems)
	}
	s.book = book
}

// publish puts other rules in force; "rule=move" answers what becomes of those
// who wait. Questions that are left are told, and nothing changes.
func (s *story) publish(name string, choices []string) []string {
	old := s.book
	waits := map[string]rules.WaitChoice{}
	for _, choice := range choices {
		rule, chosen, _ := strings.Cut(choice, "=")
		waits[rule] = rules.WaitChoice(chosen)
	}
	s.rules(name)
	next, open := s.book.Succeed(old, s.version, s.venue.Waiting(), waits)
	if s.book = old; len(open) > 0 {
		return []string{fmt.Sprintf("%s open %+v", s.clock(s.now), open)}
	}
	s.book, s.waits = next, waits
	s.version++
	return s.answer(s.now, s.venue.Step(s.now, Ruled{Book: s.book, Version: s.version, Waits: waits}))
}

// person reads "person ada badge token consents"; "-" is nothing.
func person(words []string) Enrolment {
	p := rules.Profile{Person: beacons.Person(words[1]), FirstName: words[1], Registered: true, Staff: words[0] == "staff"}
	if words[3] != "-" {
		p.PushToken = words[3]
	}
	for purpose := range strings.SplitSeq(words[4], ",") {
		p.Consents = append(p.Consents, rules.Purpose(purpose))
	}
	if len(words) > 5 {
		p.Colour = rules.Colour(words[5])
	}
	return Enrolment{Profile: p, Tags: []beacons.Tag{beacons.Tag(words[2])}}
}

func (s *story) open() {
	s.venue = New(s.plan, s.state)
	now := s.now
	if now.IsZero() {
		now = s.book.Calendar.Opens
	}
	s.venue.Step(now, Ruled{Book: s.book, Version: s.version, Waits: s.waits})
	s.venue.Step(now, Enrolled{People: s.people})
	s.venue.Step(now, Linked{Up: true})
}

// at moves the time to "09:00:05" or "+1 09:00", living through what is due on
// the way.
func (s *story) at(clock string) { s.now = s.today(clock) }

func (s *story) today(clock string) time.Time {
	day := s.book.Calendar.Opens
	if rest, ok := strings.CutPrefix(clock, "next-"); ok {
		day, clock = day.AddDate(0, 0, 1), rest
	}
	layout := "15:04:05"[:len(clock)]
	if len(clock) > 8 {
		layout = "15:04:05.000"
	}
	c, err := time.Parse(layout, clock)
	if err != nil {
		s.t.Fatalf("time %q: %v", clock, err)
	}
	return time.Date(day.Year(), day.Month(), day.Day(), c.Hour(), c.Minute(), c.Second(), c.Nanosecond(), s.book.Calendar.Place)
}

func (s *story) step(verb string, words []string, line string) []string {
	var answers []string
	// What was due before now happens first, at its own time.
	for wake := s.venue.Wake(); !wake.IsZero() && wake.Before(s.now); wake = s.venue.Wake() {
		answers = append(answers, s.answer(wake, s.venue.Step(wake, Waited{}))...)
	}
	tell := func(in Input) { answers = append(answers, s.answer(s.now, s.venue.Step(s.now, in))...) }
	switch verb {
	case "hear":
		rssi, _ := strconv.Atoi(words[3])
		tell(Heard{Sightings: []beacons.Sighting{{Tag: beacons.Tag(words[0]), Anchor: beacons.Anchor(words[2]), At: s.now, RSSI: float32(rssi)}}})
	case "stay":
		answers = append(answers, s.stay(words)...)
	case "told":
		tell(s.visited(words))
	case "wait":
		tell(Waited{})
	case "down", "up":
		tell(Linked{Up: verb == "up"})
	case "settle":
		answers = append(answers, s.settle(words[0])...)
	case "ask":
		tell(Asked{ID: s.now.String(), Phone: beacons.Tag(words[0]), Mention: mention(words, line), At: s.now})
	case "answer": // answer <id> <rule> "<text>" <phone>...
		in := Answered{ID: words[0], Text: strings.Split(line, `"`)[1]}
		for phone := range strings.FieldsSeq(line[strings.LastIndex(line, `"`)+1:]) {
			in.To = append(in.To, Asker{Phone: beacons.Tag(phone), Rule: words[1]})
		}
		tell(in)
	case "trials":
		tell(Waited{})
		answers = append(answers, s.trials()...)
	case "redeem":
		answers = append(answers, s.redeem(words)...)
	case "stamp":
		tell(Stamped{ID: strings.Join(append(words[3:], s.now.String())[:1], ""), Tag: beacons.Tag(words[0]), Anchor: beacons.Anchor(words[2]), At: s.now})
	case "draw":
		tell(Drawn{Draw: words[0], Seed: strings.Trim(line[strings.Index(line, `"`):], `"`)})
		answers = append(answers, s.clock(s.now)+" answer "+s.drawn(s.venue.Answer()))
	case "renew":
		anew := person(append([]string{"person"}, words...))
		s.people = append(slices.DeleteFunc(s.people, func(e Enrolment) bool { return e.Profile.Person == anew.Profile.Person }), anew)
		tell(Enrolled{People: []Enrolment{anew}})
	case "stop", "go":
		tell(Stopped{What: rules.Stopped(words[0]), On: verb == "stop", By: "page"})
	case "publish":
		answers = append(answers, s.publish(words[0], words[1:])...)
	case "restart":
		s.restart()
	case "backlog":
		answers = append(answers, s.backlog(words)...)
	case "why":
		answers = append(answers, s.why(words[0], words[1])...)
	default:
		s.t.Fatalf("a story cannot %q", verb)
	}
	return answers
}

// mention reads `ask phone "a song"`, and after it, if it is so, `mastodon 0.7`.
func mention(words []string, line string) rules.Mention {
	first, last := strings.IndexByte(line, '"'), strings.LastIndexByte(line, '"')
	m := rules.Mention{Song: line[first+1 : last], From: "app", Match: 1, To: beacons.Tag(words[0])}
	if after := strings.Fields(line[last+1:]); len(after) == 2 {
		m.From = after[0]
		m.Match, _ = strconv.ParseFloat(after[1], 64)
	}
	return m
}

func (s *story) stay(words []string) (answers []string) {
	for _, in := range s.sightings(words) {
		s.now = in.At
		for wake := s.venue.Wake(); !wake.IsZero() && wake.Before(s.now); wake = s.venue.Wake() {
			answers = append(answers, s.answer(wake, s.venue.Step(wake, Waited{}))...)
		}
		answers = append(answers, s.answer(s.now, s.venue.Step(s.now, Heard{Sightings: []beacons.Sighting{in}}))...)
	}
	return answers
}

// visited reads "ada bar 09:00": the person was heard there just now; with a
// second time, until when they were.
func (s *story) visited(words []string) Visited {
	in := Visited{Visit: beacons.Visit{Person: beacons.Person(words[0]), Zone: beacons.Zone(words[1]), From: s.today(words[2])}, Heard: s.now}
	if len(words) > 3 {
		in.Visit.To = s.today(words[3])
	}
	return in
}

// backlog is a stay that a source had kept: it is told at its end, at once.
func (s *story) backlog(words []string) []string {
	sightings := s.sightings(words)
	s.now = sightings[len(sightings)-1].At
	return s.answer(s.now, s.venue.Step(s.now, Backlog{Heard: []Heard{{Sightings: sightings}}}))
}

func (s *story) sightings(words []string) (sightings []beacons.Sighting) {
	length, err := time.ParseDuration(words[3])
	if err != nil {
		s.t.Fatal(err)
	}
	for d := time.Duration(0); d <= length; d += 2 * time.Second {
		sightings = append(sightings, beacons.Sighting{Tag: beacons.Tag(words[0]), Anchor: beacons.Anchor(words[2]), At: s.now.Add(d), RSSI: -55})
	}
	return sightings
}

func (s *story) settle(ending string) (answers []string) {
	endings := map[string]Ending{"delivered": Delivered, "refused": Refused, "unknown": Unknown}
	for _, id := range slices.Sorted(maps.Keys(s.venue.out)) {
		answers = append(answers, s.answer(s.now, s.venue.Step(s.now, Settled{ID: id, Outcome: endings[ending]}))...)
	}
	return answers
}

// redeem hands a reward in and words what the desk is answered.
func (s *story) redeem(words []string) []string {
	in := Redeemed{ID: words[len(words)-1], Desk: words[0], At: s.now}
	if words[1] == "code" {
		in.Code = words[2]
	} else {
		in.Tag, in.Pool = beacons.Tag(words[2]), words[3]
	}
	answers := s.answer(s.now, s.venue.Step(s.now, in))
	return append(answers, s.clock(s.now)+" answer "+strconv.Quote(s.venue.Answer().Text))
}

// drawn words the answer to a seed.
func (s *story) drawn(a Answer) string {
	text := strconv.Quote(a.Text)
	for _, place := range slices.Concat(a.Winners, a.Reserves) {
		text += fmt.Sprintf(" %d=%s", place.Place, place.Person)
	}
	return text
}

// restart saves everything, as the store would keep it, and opens it again.
func (s *story) restart() {
	s.state = keep(s.state, s.venue.Seal())
	s.open()
}

// answer words what a step has answered: decisions first, then loose effects.
func (s *story) answer(at time.Time, effects []rules.Effect) (answers []string) {
	clock := at.In(s.book.Calendar.Place).Format("15:04:05")
	for _, e := range effects {
		if text := word(e); text != "" {
			answers = append(answers, clock+" "+text)
		}
	}
	b := s.venue.Seal()
	if b == nil {
		return answers
	}
	s.state = keep(s.state, b)
	s.remember(b)
	for _, d := range b.Decisions {
		text := strings.TrimSpace(fmt.Sprintf("%s %s %s %s %s", d.Outcome, d.Rule, d.Person, strings.Join(d.Does, "+"), strings.TrimSpace(variantOf(d)+d.Because)))
		answers = append(answers, clock+" "+strings.Join(strings.Fields(text), " "))
	}
	for _, visit := range b.Visits {
		answers = append(answers, fmt.Sprintf("%s visit %s %s %s-%s", clock, visit.Person, visit.Zone, s.clock(visit.From), s.clock(visit.To)))
	}
	for _, c := range b.Codes {
		if c.Person != "" || c.State != CodeFree {
			answers = append(answers, fmt.Sprintf("%s code %s %s %s", clock, c.Code, c.State, c.Person))
		}
	}
	return answers
}

func (s *story) clock(t time.Time) string { return t.In(s.book.Calendar.Place).Format("15:04:05") }

func word(e rules.Effect) string {
	switch e := e.(type) {
	case rules.Light:
		return fmt.Sprintf("light %s %v %s", e.Zone, e.Colours, e.Scene)
	case rules.Push:
		return fmt.Sprintf("push %s %q %q", e.Person, e.Title, e.Body)
	case rules.Song:
		return fmt.Sprintf("song %s %q %q", e.Person, e.Song, e.Taste)
	case rules.Reward:
		return fmt.Sprintf("reward %s %s %s", e.Person, e.Pool, e.Code)
	case rules.Reply:
		return fmt.Sprintf("reply %s %q", e.To, e.Text)
	case rules.Staff:
		return "staff " + strconv.Quote(e.Text)
	case rules.Webhook:
		return fmt.Sprintf("webhook %s %s %s", e.To, e.Type, e.Data)
	case rules.Points:
		return fmt.Sprintf("points %s %s %d", e.Person, e.Game, e.Add)
	case rules.Publish:
		if e.Said() || strings.HasPrefix(e.Topic, "game/") {
			body, _, _ := strings.Cut(string(e.Body), `,"at"`)
			return "publish " + e.Topic + " " + strings.TrimSuffix(body, "}") + "}"
		}
		if e.Topic == "stops" {
			return "publish stops " + string(e.Body)
		}
		return "publish " + e.Topic + " " + string(e.Body[:strings.IndexByte(string(e.Body), ',')]) + "}"
	}
	return ""
}

// keep adds a batch to what a store remembers.
func keep(s State, b *Batch) State {
	if b == nil {
		return s
	}
	s.Number = b.Number
	for _, p := range b.Profiles {
		s.Profiles = slices.DeleteFunc(s.Profiles, func(old Saved) bool { return old.Person == p.Person })
		if p.JSON != nil {
			s.Profiles = append(s.Profiles, p)
		}
	}
	for _, c := range b.Codes {
		i := slices.IndexFunc(s.Codes, func(old CodeMove) bool { return old.Pool == c.Pool && old.Code == c.Code })
		if i >= 0 {
			s.Codes[i] = c
		} else {
			s.Codes = append(s.Codes, c)
		}
	}
	for _, m := range b.Marks {
		s.Marks = slices.DeleteFunc(s.Marks, func(old Mark) bool { return old.Source == m.Source })
		s.Marks = append(s.Marks, m)
	}
	for _, m := range b.Stops {
		s.Stops = slices.DeleteFunc(slices.Clone(s.Stops), func(old rules.Stop) bool { return old.What == m.Stop.What })
		if m.On {
			s.Stops = append(s.Stops, m.Stop)
		}
	}
	for _, n := range b.Notes {
		s.Notes = slices.DeleteFunc(slices.Clone(s.Notes), func(old Note) bool { return old.Name == n.Name })
		if len(n.Body) > 0 {
			s.Notes = append(s.Notes, n)
		}
	}
	s.Seen = append(s.Seen, b.Seen...)
	s.Out = append(s.Out, b.Out...)
	s.Out = slices.DeleteFunc(s.Out, func(e rules.Effect) bool { return slices.Contains(b.Settled, e.About().ID) })
	return s
}
