package venue

import (
	"cmp"
	"encoding/json"
	"slices"
	"time"

	"foyer/beacons"
	"foyer/rules"
	"foyer/rules/experiment"
)

// Trial is what is known of one experiment, or of the holdout, at a moment.
type Trial struct {
	Design  experiment.Design
	Title   string // of its first rule; "" = the holdout
	Success bool   // something counts as a success; else people are only counted
	Reading experiment.Reading
}

// Shown counts everybody who is in it.
func (t *Trial) Shown() (n int) {
	for _, c := range t.Reading.Counts {
		n += c.Shown
	}
	return n
}

// trials are the newest readings, and whether they are still right.
type trials struct {
	all   []Trial
	read  time.Time
	stale bool
}

// A reading is made anew when something changed, a few seconds apart, and
// otherwise when somebody's time to answer may have ended.
const (
	readAtMostEvery = 5 * time.Second
	readAtLeast     = time.Minute
)

// reading is what all experiments say, not older than it may be.
func (v *Venue) reading() []Trial {
	age := v.now.Sub(v.trials.read)
	if v.trials.stale && age >= readAtMostEvery || age >= readAtLeast || age < 0 {
		v.trials.all, v.trials.read, v.trials.stale = v.readAll(), v.now, false
	}
	return v.trials.all
}

// readAll reads the experiments of the book in force, the holdout first.
func (v *Venue) readAll() (all []Trial) {
	book := v.decider.Book()
	if h := &book.Policy.Holdout; h.Share > 0 {
		all = append(all, Trial{Design: book.HoldoutDesign(), Success: h.Success.Kind != rules.NoSuccess})
	}
	for i := range book.Rules {
		r := &book.Rules[i]
		if r.Experiment != nil && !slices.ContainsFunc(all, func(t Trial) bool { return t.Design.ID == r.Experiment.ID }) {
			all = append(all, Trial{Design: book.Design(r.Experiment), Title: r.Title, Success: true})
		}
	}
	if len(all) == 0 {
		return nil
	}
	exposures := v.exposures()
	for i := range all {
		t := experiment.Trial{Design: all[i].Design, Exposures: exposures[all[i].Design.ID]}
		all[i].Reading = t.Read(v.now)
	}
	return all
}

// exposures are all there are, by experiment and in order of time.
func (v *Venue) exposures() map[string][]experiment.Exposure {
	all := map[string][]experiment.Exposure{}
	add := func(p *rules.Profile, person beacons.Person) {
		for _, x := range p.Exposures {
			all[x.To] = append(all[x.To], experiment.Exposure{Person: person, Variant: x.Variant, At: x.At, Success: x.Success})
		}
	}
	for _, m := range v.order {
		add(&m.profile, m.profile.Person)
	}
	add(&v.nobody, "")
	for _, list := range all {
		slices.SortStableFunc(list, func(a, b experiment.Exposure) int {
			return cmp.Or(a.At.Compare(b.At), cmp.Compare(a.Person, b.Person))
		})
	}
	return all
}

// countIn notes whether the readings have to be made anew.
func (v *Venue) countIn(m *member) {
	n := 0
	for i := range m.profile.Exposures {
		if n++; !m.profile.Exposures[i].Success.IsZero() {
			n++
		}
	}
	v.trials.stale = v.trials.stale || n != m.inTrials
	m.inTrials = n
}

// forget forgets a person who may not be followed. The exposures that go with
// them are kept without them: if those whom a wording drove away took their
// answer with them, it would look better than it is.
func (v *Venue) forget(m *member) {
	was := m.profile.Exposures
	m.profile = v.decider.Forget(m.profile)
	lost := slices.DeleteFunc(slices.Clone(was), func(x rules.Exposed) bool { return slices.Contains(m.profile.Exposures, x) })
	if len(lost) > 0 {
		v.nobody.Exposures = append(v.nobody.Exposures, lost...)
		v.saveNobody()
		v.touch(m)
	}
}

// saveNobody saves the profile of nobody, under no name.
func (v *Venue) saveNobody() {
	if len(v.nobody.Exposures) > 0 {
		v.batch.Profiles = append(v.batch.Profiles, Saved{JSON: v.nobody.AppendJSON(nil)})
	}
}

// loadNobody reads it back. What cannot be read was no more than a few counts.
func (v *Venue) loadNobody() {
	if saved, known := v.restore[""]; known {
		_ = json.Unmarshal(saved, &v.nobody)
		delete(v.restore, "")
	}
}
