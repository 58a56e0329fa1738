package rules

import "foyer/rules/experiment"

// Lot is what is drawn for a person where chance would decide. A live person
// has none: a toss of their name decides. A test says it.
type Lot struct {
	HeldOut  bool
	Variants map[string]string // by the id of the experiment; what is not here is tossed
}

// Drawn is the variant that a test has drawn for the person; false = toss.
func (p *Profile) Drawn(experiment string) (variant string, drawn bool) {
	if p.Lot == nil {
		return "", false
	}
	variant, drawn = p.Lot.Variants[experiment]
	return variant, drawn
}

// heldOut tells whether the lot puts the person in a holdout.
func (p *Profile) heldOut(h *Holdout) bool {
	if h.Share <= 0 {
		return false
	}
	if p.Lot != nil {
		return p.Lot.HeldOut
	}
	return experiment.HeldOut(h.Salt, h.Share, p.Person)
}
