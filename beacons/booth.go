package beacons

import "slices"

// SponsorKind is the kind of the zones that are booths without being named so.
const SponsorKind Kind = "sponsor"

// Booth is where a sponsor stamps people: every anchor of its zone gives the
// stamps of this sponsor.
type Booth struct {
	Sponsor  string
	Zone     Zone
	Name     string   // the sponsor's, as people are told it
	Question string   // what the sponsor asks; "" = nothing
	Games    []string // in which its stamps count; none = in every game
}

// In tells whether the booth's stamps count in a game.
func (b *Booth) In(game string) bool { return len(b.Games) == 0 || slices.Contains(b.Games, game) }

// AllBooths are the booths that the plan names, and every other zone of the
// kind sponsor: it is a booth of every game, and its sponsor is called like it.
func (p Plan) AllBooths() []Booth {
	all := slices.Clone(p.Booths)
	for _, z := range p.Zones {
		named := slices.ContainsFunc(p.Booths, func(b Booth) bool { return b.Zone == z.ID })
		if z.Kind == SponsorKind && !named {
			all = append(all, Booth{Sponsor: string(z.ID), Zone: z.ID, Name: z.Name})
		}
	}
	for i := range all {
		if all[i].Name == "" {
			all[i].Name = all[i].Sponsor
		}
	}
	return all
}
