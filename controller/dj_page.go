package main

import (
	"context"
	"fmt"
	"time"

	"foyer/controller/console"
	"foyer/devices"
	"foyer/devices/dj"
)

// lists are the DJs' lists, for the page.
func (g *gear) lists(place *time.Location) (all []console.DJList) {
	for _, d := range g.desks {
		all = append(all, d.shown(place))
	}
	return all
}

// shown is a list as the page shows it.
func (d *desk) shown(place *time.Location) console.DJList {
	list := d.list.Snapshot()
	shown := console.DJList{ID: d.id, Name: d.name, Zone: d.zone, Paused: list.Paused, BPM: d.bpm(), Undo: list.Undo}
	for _, r := range list.Requests {
		shown.Requests = append(shown.Requests, console.Request{
			Song: r.Song, Artist: r.Artist, Votes: r.Votes, Weight: r.Weight, State: string(r.State),
			At: local(r.FirstAt, place), Played: local(r.PlayedAt, place), Explicit: r.Explicit, BPM: r.BPM, Key: r.Key,
		})
	}
	for _, t := range list.Tastes {
		shown.Tastes = append(shown.Tastes, console.Taste{Taste: t.Taste, Weight: t.Weight, People: t.People, Trend: t.Trend})
	}
	for _, b := range list.Blocked {
		shown.Blocked = append(shown.Blocked, console.Blocked{Name: b.Name, Artist: b.Artist})
	}
	return shown
}

// press does what a DJ's button says, and answers once it is saved.
func (g *gear) press(now *rulebook) func(context.Context, console.Press) (console.DJList, error) {
	return func(ctx context.Context, p console.Press) (console.DJList, error) {
		for _, d := range g.desks {
			if d.id != p.Queue {
				continue
			}
			err := press(ctx, d.list, p)
			if devices.IsPermanent(err) {
				err = &console.Refused{Text: fmt.Sprintf("%v.", err)}
			}
			return d.shown(now.now.Load().place()), err
		}
		return console.DJList{}, &console.Refused{Text: fmt.Sprintf("There is no DJ %q in the venue file.", p.Queue)}
	}
}

// press is one button on one list.
func press(ctx context.Context, list *dj.Desk, p console.Press) error {
	switch p.Do {
	case "block", "block-artist":
		return list.Block(ctx, p.Song, p.Do == "block-artist")
	case "unblock", "unblock-artist":
		return list.Unblock(ctx, p.Song, p.Do == "unblock-artist")
	case "pause", "go-on":
		return list.Pause(ctx, p.Do == "pause")
	case "undo":
		return list.Undo(ctx)
	case "accept":
		return list.Mark(ctx, p.Song, dj.Accepted)
	}
	return list.Mark(ctx, p.Song, dj.State(p.Do))
}
