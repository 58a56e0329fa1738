package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"strconv"
	"strings"

	"foyer/beacons/link"
	"foyer/beacons/wire"
	"foyer/devices"
	"foyer/devices/dj"
	"foyer/devices/dj/songs"
	"foyer/rules"
)

// catalogue is all songs of the venue's DJs; nil = no DJ has told theirs. The
// problems say which file and line, and stop nothing.
func (c config) catalogue() (*songs.Catalogue, []string, error) {
	var tracks []songs.Track
	var never, problems []string
	told := false
	for _, d := range c.DJ {
		if d.Catalogue != "" {
			told = true
			read, err := c.tracks(d.Catalogue)
			if err != nil {
				return nil, nil, err
			}
			tracks = append(tracks, read.Tracks...)
			problems = append(problems, placed(c.path(d.Catalogue), read.Problems)...)
		}
		if d.Never != "" {
			list, err := os.ReadFile(c.path(d.Never))
			if err != nil {
				return nil, nil, fmt.Errorf("dj %s: never: %w", d.ID, err)
			}
			never = append(never, strings.Split(strings.TrimSpace(string(list)), "\n")...)
		}
	}
	if !told {
		return nil, problems, nil
	}
	all, notes := dj.Catalogue(tracks, never)
	return all, append(problems, placed("catalogue", notes)...), nil
}

func (c config) tracks(name string) (songs.Import, error) {
	file, err := os.ReadFile(c.path(name))
	if err != nil {
		return songs.Import{}, fmt.Errorf("dj: catalogue: %w", err)
	}
	format := songs.FormatOf(name)
	if format == "" {
		return songs.Import{}, fmt.Errorf("dj: catalogue %s: its name must end in .csv, .m3u, .m3u8 or .xml (rekordbox)", name)
	}
	read, err := songs.Read(format, bytes.NewReader(file))
	if err != nil {
		return read, fmt.Errorf("dj: catalogue %s: %w", name, err)
	}
	return read, nil
}

func placed(file string, problems []songs.Problem) (all []string) {
	for _, p := range problems {
		all = append(all, fmt.Sprintf("%s:%d: %s", file, p.Line, p.Reason))
	}
	return all
}

// loadSongs reads the DJs' catalogues; what is wrong in them stops nothing.
func loadSongs(c config, log *slog.Logger) (*songs.Catalogue, error) {
	all, problems, err := c.catalogue()
	if len(problems) > 0 {
		log.Warn("some rows of a DJ's catalogue were not taken; `foyer check` says why", "component", "dj", "count", len(problems))
	}
	return all, err
}

// mention finds out which song was meant. What fits two songs alike stays as it
// was said: the DJ knows better than we do.
func (in *intake) mention(a *wire.Ask) rules.Mention {
	said := strings.Clone(a.Song)
	m := rules.Mention{Song: said, Text: said, From: strings.Clone(a.From), Match: 1, To: a.Phone}
	if in.songs == nil {
		return m
	}
	answer := in.songs.Match(said)
	if m.Match = 0; len(answer.Hits) == 0 {
		return m
	}
	best := answer.Hits[0]
	m.Match = best.Score
	if answer.Verdict != songs.Tied {
		m.Song, m.Blocked = best.Track.Name(), best.Track.Blocked
	}
	return m
}

// replies is the driver of what is said back to phones.
type replies struct {
	// place is where the song of the answer with this id stands in the DJ's list,
	// 0 = it is not there any more.
	place   func(queue, song, id string) (int, error)
	topic   string // foyer/<venue>/reply/
	publish func(context.Context, link.Message) error
}

// replyTries is how often a reply is tried: for about a minute. After that
// nobody waits for it any more.
const replyTries = 20

var (
	errNotListed = errors.New("reply: the song is not on the DJ's list")
	errNotTaken  = errors.New("reply: the DJ's list did not take the song, and said so")
)

// Do says one line back. The song may still be on its way to the list.
func (r replies) Do(ctx context.Context, e rules.Reply) error {
	text := e.Text
	if e.Song != "" {
		place, err := r.place(e.Queue, e.Song, e.ID)
		if err != nil {
			return err
		}
		if place == 0 && strings.Contains(text, rules.Position) {
			return devices.Unsent(errNotListed)
		}
		text = strings.ReplaceAll(text, rules.Position, strconv.Itoa(place))
	}
	body, _ := json.Marshal(struct {
		ID   string `json:"id"`
		Text string `json:"text"`
	}{e.ID, text}) // plain fields: it always encodes
	return r.publish(ctx, link.Message{Topic: r.topic + string(e.To), Body: body, QoS: 1})
}

// place is where a song stands in a DJ's list, once the list has decided on the
// request.
func (g *gear) place(queue, song, id string) (int, error) {
	for _, d := range g.desks {
		if d.id != queue {
			continue
		}
		switch taken, decided := d.list.Verdict(id); {
		case !decided:
			return 0, devices.Unsent(errNotListed)
		case !taken:
			return 0, devices.Permanent(errNotTaken)
		}
		return d.list.Place(song), nil
	}
	return 0, devices.Unsent(errNotListed)
}
