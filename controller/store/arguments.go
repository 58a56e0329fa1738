package store

import (
	"fmt"
	"strconv"

	"foyer/beacons"
	"foyer/controller/venue"
	"foyer/rules"
)

// arguments collects the ARGV and KEYS of one commit.
type arguments struct {
	list []any
	keys []string
	err  error
}

func (a *arguments) add(v ...any) { a.list = append(a.list, v...) }

// profiles adds the changed ones, then those to forget: without JSON.
func (a *arguments) profiles(saved []venue.Saved) {
	gone := 0
	for i := range saved {
		if len(saved[i].JSON) == 0 {
			gone++
		}
	}
	a.add(2 * (len(saved) - gone))
	for i := range saved {
		if len(saved[i].JSON) > 0 {
			a.add((*string)(&saved[i].Person), saved[i].JSON)
		}
	}
	a.add(gone)
	for i := range saved {
		if len(saved[i].JSON) == 0 {
			a.add((*string)(&saved[i].Person))
		}
	}
}

func (a *arguments) decisions(made []venue.Decision) {
	a.add(len(made))
	for i := range made {
		value, err := encodeDecision(made[i])
		if err != nil && a.err == nil {
			a.err = fmt.Errorf("decision of rule %s: %w", made[i].Rule, err)
		}
		a.add(&made[i].ID, value)
	}
}

// codes adds the moves pool by pool, each pool with its key. Within a pool the
// order stays: the last move of a code counts.
func (a *arguments) codes(k *keys, moves []venue.CodeMove) {
	if len(moves) == 0 {
		a.add(0)
		return
	}
	byPool := map[string][]*venue.CodeMove{}
	var pools []string
	for i := range moves {
		pool := moves[i].Pool
		if byPool[pool] == nil {
			pools = append(pools, pool)
		}
		byPool[pool] = append(byPool[pool], &moves[i])
	}
	a.add(len(pools))
	for _, pool := range pools {
		a.keys = append(a.keys, k.codes(pool))
		a.add(pool, 2*len(byPool[pool]))
		for _, move := range byPool[pool] {
			a.add(&move.Code, encodeCode(move))
		}
	}
}

func (a *arguments) marks(marks []venue.Mark) {
	a.add(2 * len(marks))
	for i := range marks {
		m := &marks[i]
		a.add((*string)(&m.Source), strconv.FormatUint(m.Seq, 10)+"|"+m.Boot)
	}
}

// notes adds what is remembered, then what is forgotten; the last of a name
// counts.
func (a *arguments) notes(notes []venue.Note) {
	last := map[string]int{}
	for i := range notes {
		last[notes[i].Name] = i
	}
	kept, gone := []any{}, []any{}
	for i := range notes {
		switch n := &notes[i]; {
		case last[n.Name] != i:
		case len(n.Body) > 0:
			kept = append(kept, &n.Name, n.Body)
		default:
			gone = append(gone, &n.Name)
		}
	}
	a.add(len(kept))
	a.add(kept...)
	a.add(len(gone))
	a.add(gone...)
}

func (a *arguments) strings(list []string) {
	a.add(len(list))
	for i := range list {
		a.add(&list[i])
	}
}

func (a *arguments) visits(ended []beacons.Visit) {
	a.add(len(ended))
	for i := range ended {
		v := &ended[i]
		a.add((*string)(&v.Person), (*string)(&v.Zone), encodeTime(v.From), encodeTime(v.To))
	}
}

func (a *arguments) effects(out []rules.Effect) {
	a.add(len(out))
	for _, e := range out {
		body, err := encodeEffect(e)
		if err != nil && a.err == nil {
			a.err = err
		}
		a.add(e.About().ID, body)
	}
}

// stops adds what is stopped, and with an empty value what goes on again.
func (a *arguments) stops(moves []venue.StopMove) {
	a.add(len(moves))
	for _, m := range moves {
		value := ""
		if m.On {
			value = encodeTime(m.Stop.At) + "|" + m.Stop.By
		}
		a.add(string(m.Stop.What), value)
	}
}
