package venue

import (
	"encoding/json"
	"fmt"
	"time"

	"foyer/beacons"
	"foyer/rules"
	"foyer/rules/draw"
)

// lottery is one draw: open, closed when it has a list, drawn when it has a
// seed. Who entered is kept as the codes of the pool of that name.
type lottery struct {
	terms  rules.Draw
	kept   draft
	list   draw.List
	hash   string
	result draw.Result
}

// draft is what of a draw must outlive the process.
type draft struct {
	Closed time.Time `json:"closed,omitzero"`
	List   string    `json:"list,omitempty"` // as it was published; "" = nobody had entered
	Seed   string    `json:"seed,omitempty"`
	Drawn  time.Time `json:"drawn,omitzero"`
}

// openDraws takes the draws of a new book, and says how each stands. A draw
// that is closed stays as it is.
func (v *Venue) openDraws(now time.Time) {
	for _, terms := range v.decider.Book().Pools {
		if terms.Draw == nil {
			continue
		}
		d := v.draws[terms.Name]
		if d == nil {
			d = &lottery{kept: remembered[draft](v, "draw|"+terms.Name)}
			v.draws[terms.Name] = d
			d.read()
		}
		d.terms = *terms.Draw
		v.tellDraw(now, terms.Name, d)
	}
	v.closeDraws(now)
}

// read takes the list back in, and draws from it again.
func (d *lottery) read() {
	if list, err := draw.Read(d.kept.List); err == nil {
		d.list, d.hash = list, list.Hash()
		if result, err := draw.Pick(list, d.kept.Seed); err == nil {
			d.result = result
		}
	}
}

// bars says why the person cannot enter a draw now, "" = they can.
func (v *Venue) bars(from rules.Pool, person beacons.Person, now time.Time) string {
	d := v.draws[from.Name]
	switch {
	case d == nil:
		return "there is no draw " + from.Name
	case !d.kept.Closed.IsZero() || !now.Before(d.terms.At):
		return "the draw " + from.Name + " closed at " + v.clock(now, d.terms.At)
	case v.poolOf(from.Name).held[person] > 0:
		return "is in the draw " + from.Name + " already"
	}
	return ""
}

// partake enters a person in a draw. A secret is never too short for a salt:
// New saw to that.
func (v *Venue) partake(from rules.Pool, person beacons.Person, now time.Time) string {
	salt, _ := draw.SaltOf(v.secret, from.Draw.Salt)
	code := string(salt.Code(from.Draw.Name, person))
	v.move(CodeMove{Pool: from.Name, Code: code, State: CodeReserved, Person: person, At: now})
	return code
}

// entrants are who is in a draw, in the order in which they came.
func (p *pool) entrants() (people []beacons.Person, codes []draw.Code) {
	for _, code := range p.order {
		if c := p.codes[code]; c.State != CodeFree {
			people, codes = append(people, c.Person), append(codes, draw.Code(code))
		}
	}
	return people, codes
}

// closeDraws closes every draw whose time has come: its list is published.
func (v *Venue) closeDraws(now time.Time) {
	v.closes = time.Time{}
	for _, terms := range v.decider.Book().Pools {
		d := v.draws[terms.Name]
		switch {
		case terms.Draw == nil || d == nil || !d.kept.Closed.IsZero():
		case now.Before(d.terms.At):
			v.closes = sooner(v.closes, d.terms.At)
		default:
			v.closeDraw(now, terms, d)
		}
	}
}

func (v *Venue) closeDraw(now time.Time, from rules.Pool, d *lottery) {
	_, codes := v.poolOf(from.Name).entrants()
	d.kept.Closed = now
	text := "Entry to the draw " + from.Name + " is closed. Nobody entered."
	if list, err := draw.PublishCodes(draw.Terms{Draw: d.terms.Name, Winners: d.terms.Winners, Seed: d.terms.Seed}, codes); err == nil {
		d.kept.List = list.String()
		d.read()
		text = fmt.Sprintf("Entry to the draw %s is closed: %d are in. Show the hash of the list before the seed is known: %s", from.Name, len(codes), d.hash)
	} else if len(codes) > 0 {
		text = fmt.Sprintf("Entry to the draw %s is closed: %d are in. The list cannot be published: %v", from.Name, len(codes), err)
	}
	remember(v, "draw|"+from.Name, d.kept)
	v.staffOnDraw(now, from, "closed", text)
	v.tellDraw(now, from.Name, d)
}

func (v *Venue) staffOnDraw(now time.Time, from rules.Pool, what, text string) {
	v.send(rules.Staff{Head: rules.Head{ID: "draw|" + from.Name + "|" + what, Why: rules.Why{Line: from.Line, At: now}}, Text: text})
}

// tellDraw publishes how a draw stands, for everybody to keep.
func (v *Venue) tellDraw(now time.Time, name string, d *lottery) {
	body, _ := json.Marshal(v.drawCount(name, d)) // plain fields: it always encodes
	v.effects = append(v.effects, rules.Publish{
		Head: rules.Head{ID: "draw|" + name, Why: rules.Why{At: now}}, Topic: "draw/" + name, Body: body, Retain: true, Sure: true,
	})
}

// DrawCount is how a draw stands, as anybody may know it: it names nobody.
type DrawCount struct {
	Reward   string      `json:"reward"`
	Draw     string      `json:"draw"`
	Winners  int         `json:"winners"` // how many can win
	Closes   time.Time   `json:"closes"`
	Seeds    string      `json:"seed_from"`
	Entrants int         `json:"entrants"`
	Closed   time.Time   `json:"closed,omitzero"`
	Hash     string      `json:"hash,omitempty"`
	Seed     string      `json:"seed,omitempty"`
	Drawn    time.Time   `json:"drawn,omitzero"`
	Won      []draw.Line `json:"won,omitempty"` // in the order of the draw
	List     string      `json:"-"`             // as published, once closed
	HandedAt string      `json:"-"`             // where the prize waits
	Handed   int         `json:"-"`             // how many prizes were handed out
}

func (v *Venue) drawCount(name string, d *lottery) DrawCount {
	p := v.poolOf(name)
	terms := d.list.Terms()
	if d.hash == "" {
		terms = draw.Terms{Draw: d.terms.Name, Winners: d.terms.Winners, Seed: d.terms.Seed}
	}
	return DrawCount{
		Reward: name, Draw: terms.Draw, Winners: terms.Winners, Closes: d.terms.At, Seeds: terms.Seed,
		Entrants: len(p.codes) - p.counts[CodeFree], Closed: d.kept.Closed, Hash: d.hash,
		Seed: d.kept.Seed, Drawn: d.kept.Drawn, Won: d.result.Winners, List: d.kept.List,
		HandedAt: v.termsOf(name).HandOutAt, Handed: p.counts[CodeRedeemed],
	}
}

// drawCounts are the draws of the book.
func (v *Venue) drawCounts() (counts []DrawCount) {
	for _, terms := range v.decider.Book().Pools {
		if d := v.draws[terms.Name]; d != nil && terms.Draw != nil {
			counts = append(counts, v.drawCount(terms.Name, d))
		}
	}
	return counts
}
