package main

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"fmt"
	"net/http"
	"time"

	"foyer/beacons/link"
	"foyer/controller/console"
	"foyer/controller/store"
	"foyer/controller/venue"
)

// counter tells the venue what people at a counter, or at the draw, tell it, and
// waits for its answer.
type counter struct{ loop *loop }

// tell gives the answer once what came of it is safe.
func (c counter) tell(ctx context.Context, in venue.Input) (venue.Answer, error) {
	var answer venue.Answer
	safe := make(chan struct{})
	c.loop.inbox.add(item{
		in:      in,
		stepped: func() { answer = c.loop.venue.Answer() },
		safe:    func() { close(safe) },
	})
	if err := until(ctx, safe); err != nil {
		return venue.Answer{}, err
	}
	return answer, nil
}

func (c counter) redeem(ctx context.Context, in console.Redemption) (console.Answer, error) {
	if in.ID == "" {
		in.ID = rand.Text()
	}
	answer, err := c.tell(ctx, venue.Redeemed{ID: in.ID, Desk: in.Desk, Code: in.Code, Tag: in.Tag, Person: in.Person, Pool: in.Reward})
	return said(answer), err
}

func (c counter) draw(ctx context.Context, in console.Seed) (console.Answer, error) {
	answer, err := c.tell(ctx, venue.Drawn{Draw: in.Draw, Seed: in.Seed})
	return said(answer), err
}

// list is the published list of a draw, "" before there is one.
func (c counter) list(name string) string {
	if picture := c.loop.picture.Load(); picture != nil {
		for _, known := range picture.Draws {
			if known.Reward == name {
				return known.List
			}
		}
	}
	return ""
}

// said is an answer for a browser.
func said(a venue.Answer) console.Answer {
	return console.Answer{
		Status: statusOf(a.Verdict), Verdict: string(a.Verdict), Text: a.Text, Reward: a.Pool, At: a.At,
		Winners: places(a.Winners), Reserves: places(a.Reserves),
	}
}

func statusOf(v venue.Verdict) int {
	switch v {
	case venue.RedeemedNow, venue.DrawnNow, venue.DrawnThen:
		return http.StatusOK
	case venue.NotKnown:
		return http.StatusNotFound
	case venue.TooLate:
		return http.StatusGone
	case venue.NoSeed:
		return http.StatusBadRequest
	case venue.RedeemedThen, venue.NotGiven, venue.NotWon, venue.AnotherSeed, venue.StillOpen:
	}
	return http.StatusConflict
}

func places(of []venue.Place) (all []console.Place) {
	for _, p := range of {
		all = append(all, console.Place{Place: p.Place, Line: string(p.Line), Person: p.Person})
	}
	return all
}

// secretName is under which the store keeps what draws are salted with.
const secretName = "secret"

// secret is what draws are salted with: made once, and kept with the codes
// that were made of it.
func secret(ctx context.Context, s *store.Store) ([]byte, error) {
	known, err := s.LoadBlob(ctx, secretName)
	if err != nil || len(known) > 0 {
		return known, err
	}
	fresh := make([]byte, 32)
	_, _ = rand.Read(fresh) // never fails: crypto/rand ends the process instead
	return fresh, s.SaveBlob(ctx, secretName, fresh)
}

// drawsBirth is how every draw stands, for a broker that keeps nothing of ours.
func (f *controller) drawsBirth() (messages []link.Message) {
	picture := f.loop.picture.Load()
	if picture == nil {
		return nil
	}
	for i := range picture.Draws {
		body, _ := json.Marshal(picture.Draws[i]) // plain fields: it always encodes
		messages = append(messages, link.Message{Topic: fmt.Sprintf("foyer/%s/draw/%s", f.config.Venue, picture.Draws[i].Reward), Body: body, Retain: true})
	}
	return messages
}

// drawsOf are the draws for the page.
func drawsOf(counts []venue.DrawCount, place *time.Location) (all []console.Draw) {
	for i := range counts {
		d := &counts[i]
		out := console.Draw{
			Reward: d.Reward, Entrants: d.Entrants, Winners: d.Winners, Closes: local(d.Closes, place), Closed: !d.Closed.IsZero(), Hash: d.Hash,
			SeedFrom: d.Seeds, Seed: d.Seed, Drawn: local(d.Drawn, place), Redeemed: d.Handed, HandOutAt: d.HandedAt,
		}
		for _, line := range d.Won {
			out.Won = append(out.Won, string(line))
		}
		all = append(all, out)
	}
	return all
}
