package main

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"foyer/beacons/link"
	"foyer/controller/console"
	"foyer/controller/venue"
	"foyer/rules"
)

// stop stops something, or lets it go on, and returns once that is safe. It
// acts before: nothing more is let go from when the venue has been told.
func (f *controller) stop(ctx context.Context, w console.StopWish) ([]console.Stop, error) {
	now := f.rules.now.Load()
	if w.On {
		if err := stoppable(rules.Stopped(w.What), now.book); err != nil {
			return nil, err
		}
	}
	err := f.loop.tell(ctx, venue.Stopped{What: rules.Stopped(w.What), On: w.On, By: w.By})
	return stopsOf(*f.loop.stops.Load(), now.place()), err
}

// stoppable says what can be stopped when this cannot.
func stoppable(what rules.Stopped, book *rules.Book) error {
	if id, named := what.Rule(); named {
		var ids []string
		for _, r := range book.Rules {
			ids = append(ids, r.ID)
		}
		if slices.Contains(ids, id) {
			return nil
		}
		return &console.Refused{Text: fmt.Sprintf("There is no rule %s. The rules are: %s.", id, strings.Join(ids, ", "))}
	}
	if _, channel := what.Channel(); channel || what == rules.Everything {
		return nil
	}
	var channels []string
	for _, c := range rules.Channels() {
		channels = append(channels, string(rules.StopChannel(c)))
	}
	return &console.Refused{Text: fmt.Sprintf("%q cannot be stopped. Write all, rule:ID, or one of %s.", what, strings.Join(channels, ", "))}
}

func stopsOf(stops rules.Stops, place *time.Location) []console.Stop {
	all := []console.Stop{}
	for _, s := range stops {
		all = append(all, console.Stop{What: string(s.What), By: s.By, At: s.At.In(place)})
	}
	return all
}

// stopsMessage tells a new connection what is stopped.
func (f *controller) stopsMessage() link.Message {
	said := venue.StopsMessage(*f.loop.stops.Load(), f.set.clock.Now())
	return link.Message{Topic: "foyer/" + f.config.Venue + "/" + said.Topic, Body: json.RawMessage(said.Body), QoS: 1, Retain: true}
}
