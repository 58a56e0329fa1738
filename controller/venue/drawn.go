package venue

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"foyer/beacons"
	"foyer/rules/draw"
)

// The verdicts on a seed.
const (
	DrawnNow    Verdict = "drawn"
	DrawnThen   Verdict = "drawn before"
	AnotherSeed Verdict = "drawn with another seed"
	StillOpen   Verdict = "still open"
	NoSeed      Verdict = "no seed"
	NotWon      Verdict = "not won"
)

// reservesNamed is how many reserves are named with the winners.
const reservesNamed = 10

// Place is one line in the order of a draw, and who it stands for. It is for
// those who call the winners, and for nobody else.
type Place struct {
	Place  int            `json:"place"`
	Line   draw.Line      `json:"line"`
	Person beacons.Person `json:"person,omitempty"`
}

// draw takes the seed of a draw.
func (v *Venue) draw(now time.Time, in Drawn) {
	d := v.draws[in.Draw]
	switch {
	case d == nil:
		v.answer = Answer{Verdict: NotKnown, Text: "There is no draw " + in.Draw + ". " + v.drawNames()}
	case d.kept.Closed.IsZero():
		v.answer = Answer{Verdict: StillOpen, Text: "The draw " + in.Draw + " is open until " + v.clock(now, d.terms.At) + ". The seed must not be known before that."}
	case d.hash == "":
		v.answer = Answer{Verdict: NotKnown, Text: "Nobody entered the draw " + in.Draw + "."}
	case d.kept.Seed != "":
		v.answer = v.drawnBefore(now, in, d)
	default:
		v.answer = v.pick(now, in, d)
	}
	v.answer.Pool = in.Draw
}

func (v *Venue) drawNames() string {
	var names []string
	for _, terms := range v.decider.Book().Pools {
		if terms.Draw != nil {
			names = append(names, terms.Name)
		}
	}
	if len(names) == 0 {
		return "The rules have none."
	}
	return "The rules have " + strings.Join(names, ", ") + "."
}

func (v *Venue) drawnBefore(now time.Time, in Drawn, d *lottery) Answer {
	if strings.Trim(in.Seed, " ") != d.kept.Seed {
		return Answer{Verdict: AnotherSeed, At: d.kept.Drawn, Text: "This was drawn at " + v.clock(now, d.kept.Drawn) + " with the seed " + d.kept.Seed + ". The first seed stands."}
	}
	answer := Answer{Verdict: DrawnThen, At: d.kept.Drawn, Text: "This was drawn at " + v.clock(now, d.kept.Drawn) + " with this seed."}
	answer.Winners, answer.Reserves = v.places(in.Draw, d)
	return answer
}

func (v *Venue) pick(now time.Time, in Drawn, d *lottery) Answer {
	result, err := draw.Pick(d.list, in.Seed)
	if errors.Is(err, draw.ErrSeed) {
		return Answer{Verdict: NoSeed, Text: "The seed is one line of plain letters, digits and signs, exactly as its source shows it."}
	}
	if err != nil {
		return Answer{Verdict: NoSeed, Text: err.Error()}
	}
	d.result, d.kept.Seed, d.kept.Drawn = result, result.Seed, now
	remember(v, "draw|"+in.Draw, d.kept)
	won, reserves := len(result.Winners), len(result.Reserves)
	v.staffOnDraw(now, v.termsOf(in.Draw), "drawn", fmt.Sprintf("%s is drawn: %d won, %d in reserve. `foyer draw` names the winners.", in.Draw, won, reserves))
	v.tellDraw(now, in.Draw, d)
	answer := Answer{Verdict: DrawnNow, At: now, Text: fmt.Sprintf("Drawn now: %d won, %d in reserve.", won, reserves)}
	answer.Winners, answer.Reserves = v.places(in.Draw, d)
	return answer
}

// places names the winners, and the reserves who are next in line.
func (v *Venue) places(name string, d *lottery) (winners, reserves []Place) {
	people, codes := v.poolOf(name).entrants()
	who := make(map[draw.Line]beacons.Person, len(people))
	for i, code := range codes {
		who[code.Line()] = people[i]
	}
	for i, line := range d.result.Winners {
		winners = append(winners, Place{Place: i + 1, Line: line, Person: who[line]})
	}
	for i, line := range d.result.Reserves {
		if i < reservesNamed {
			reserves = append(reserves, Place{Place: len(winners) + i + 1, Line: line, Person: who[line]})
		}
	}
	return winners, reserves
}

// prize says why a code of a draw wins nothing, or is no refusal.
func (v *Venue) prize(pool, code string) Answer {
	d := v.draws[pool]
	if d == nil {
		return Answer{}
	}
	if d.kept.Seed == "" {
		return Answer{Verdict: NotWon, Pool: pool, Text: "This is in the draw " + pool + ", which is not drawn yet."}
	}
	if line := draw.Code(code).Line(); !slices.Contains(d.result.Winners, line) {
		place := len(d.result.Winners) + 1 + slices.Index(d.result.Reserves, line)
		return Answer{Verdict: NotWon, Pool: pool, Text: fmt.Sprintf("This is number %d in the draw %s, a reserve: %d won.", place, pool, len(d.result.Winners))}
	}
	return Answer{}
}
