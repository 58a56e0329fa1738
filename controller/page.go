package main

import (
	"sync"
	"time"

	"foyer/beacons"
	"foyer/controller/console"
	"foyer/controller/store"
	"foyer/controller/venue"
)

// page puts together what the pages show.
type page struct {
	name   string
	plan   beacons.Plan
	clock  clock
	rules  *rulebook
	speed  float64
	loop   *loop
	intake *intake
	feed   *feed
	gear   *gear
	out    *outboxes
	store  *store.Store
	line   func() console.Part // the broker's line

	mu    sync.Mutex
	rated time.Time // when the rate was last measured
	heard uint64
	rate  float64
}

// state is everything at this moment.
func (p *page) state() *console.State {
	place := p.rules.now.Load().place() // the page shows times as the clocks on its walls do
	s := &console.State{
		Venue: p.name, At: p.clock.Now().In(place), Speed: p.speed, Plan: console.PlanOf(p.plan),
		Lamps: p.gear.lamps(), DJ: p.gear.lists(place), Feed: p.feed.newest(place),
		Dropped: p.loop.inbox.lost(), Refused: p.intake.refused.list(),
		Anchors: p.intake.ears.list(p.plan, place), Unclaimed: p.unclaimed(),
		Rules:   p.rules.now.Load().Version,
		Parts:   append([]console.Part{p.line(), p.storePart()}, p.gear.parts()...),
		Devices: p.gear.cards(p.clock, p.speed, place), Queues: p.out.queues(),
	}
	if wrong := p.rules.wrong.Load(); wrong != nil {
		s.Wrong = *wrong
	}
	s.Staff = p.out.crew.lines(place)
	s.Stops = stopsOf(*p.loop.stops.Load(), place)
	picture := p.loop.picture.Load()
	if picture == nil {
		picture = &venue.Snapshot{}
	}
	for _, z := range p.plan.Zones {
		s.Zones = append(s.Zones, console.Zone{ID: z.ID, People: picture.Zones[z.ID], Capacity: z.Capacity})
	}
	for _, c := range picture.Pools {
		s.Codes = append(s.Codes, console.Pool{
			Name: c.Name, Imported: c.Imported(), Free: c.Free, Reserved: c.Reserved, Given: c.Given, Redeemed: c.Redeemed, WarnBelow: c.WarnBelow,
			Item: c.Item, HandOutAt: c.HandOutAt,
		})
	}
	s.Draws = drawsOf(picture.Draws, place)
	s.Experiments, s.Games = experiments(picture.Trials), games(picture.Games)
	s.Funnels = funnels(picture.Funnels, p.feed.title)
	s.People, s.LastSighting, s.Sightings = picture.People, local(picture.Counts.LastSighting, place), picture.Counts.Sightings
	s.Rate = p.measure(picture.Counts.Sightings)
	return s
}

// unclaimed are the messages that no format of this venue understands.
func (p *page) unclaimed() (all []console.Unclaimed) {
	if known := p.intake.unclaimed.Load(); known != nil {
		for _, u := range *known {
			all = append(all, console.Unclaimed{Prefix: u.Prefix, Count: u.Count, Sample: u.Sample})
		}
	}
	return all
}

// local is a moment on the clocks of the place. Never stays never: seen from
// another time zone it would be a moment like any other.
func local(t time.Time, place *time.Location) time.Time {
	if t.IsZero() {
		return t
	}
	return t.In(place)
}

// measure is the rate of sightings over the last second or so.
func (p *page) measure(heard uint64) float64 {
	p.mu.Lock()
	defer p.mu.Unlock()
	if since := time.Since(p.rated); since >= time.Second {
		if !p.rated.IsZero() {
			p.rate = float64(heard-p.heard) / since.Seconds()
		}
		p.rated, p.heard = time.Now(), heard
	}
	return p.rate
}

func (p *page) storePart() console.Part {
	health := p.store.Health()
	part := console.Part{Name: "store", State: console.PartOK, Since: health.Since, Text: p.store.Kind().Line()}
	switch {
	case !health.Up:
		part.State, part.Text = console.PartDown, "Redis does not answer. Nothing is lost while it is away; effects wait until it is back."
	case p.store.Kind() == store.Trial:
		part.State = console.PartTrial
	}
	return part
}

// games are the boards, for the page.
func games(boards []venue.Board) (all []console.Game) {
	for _, b := range boards {
		g := console.Game{Name: b.Game, Players: b.Players, Points: b.Points}
		for _, rung := range b.Places {
			g.Places = append(g.Places, console.Rung{Place: rung.Place, Points: rung.Points})
		}
		all = append(all, g)
	}
	return all
}
