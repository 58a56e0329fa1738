package mpd

import (
	"errors"
	"slices"
	"strconv"

	"foyer/devices/dj"
)

// queue is what comes after the song that plays.
type queue struct {
	first   int // position of the first entry
	entries []entry
	stopped bool
	playing string
}

type entry struct{ id, file string }

// upcoming reads the queue. While MPD is stopped, all of it is to come.
func (c *conn) upcoming() (q queue, err error) {
	status, err := c.ask("status")
	if err != nil {
		return q, err
	}
	q.stopped = status.get("state") == "stop"
	if at, err := strconv.Atoi(status.get("song")); err == nil && !q.stopped {
		q.first = at + 1
	}
	all, err := c.ask("playlistinfo")
	if err != nil {
		return q, err
	}
	var read []entry
	for _, line := range all {
		switch line.key {
		case "file":
			read = append(read, entry{file: line.value})
		case "Id":
			if len(read) > 0 {
				read[len(read)-1].id = line.value
			}
		}
	}
	if q.first > 0 && q.first <= len(read) {
		q.playing = read[q.first-1].file
	}
	q.entries = read[min(q.first, len(read)):]
	return q, nil
}

// arrange brings the queue to what the list says.
func (p *Player) arrange(c *conn, l dj.List) error {
	q, err := c.upcoming()
	if err != nil {
		return err
	}
	next := p.wanted(l, q.playing)
	if err := p.drop(c, &q, next); err != nil {
		return err
	}
	placed := 0
	for _, r := range next {
		switch err := p.put(c, &q, r, placed); {
		case isAck(err, ackNoExist):
			p.lacking = r.File
			continue
		case err != nil:
			return err
		}
		placed++
	}
	if p.config.Auto && q.stopped && placed > 0 {
		return c.tell("play", strconv.Itoa(q.first))
	}
	return nil
}

// drop takes out of the queue what we put there and nobody wants any more.
func (p *Player) drop(c *conn, q *queue, next []dj.Request) error {
	kept := q.entries[:0:0]
	mine := map[string]string{}
	for _, e := range q.entries {
		ours := p.mine[e.id] == e.file
		if ours && !slices.ContainsFunc(next, func(r dj.Request) bool { return r.File == e.file }) {
			if err := c.tell("deleteid", e.id); err != nil && !isAck(err, ackNoExist) {
				return err
			}
			continue
		}
		if ours {
			mine[e.id] = e.file
		}
		kept = append(kept, e)
	}
	q.entries, p.mine = kept, mine
	return nil
}

// put brings a song to its place among those to come.
func (p *Player) put(c *conn, q *queue, r dj.Request, place int) error {
	at := slices.IndexFunc(q.entries, func(e entry) bool { return e.file == r.File })
	target := strconv.Itoa(q.first + place)
	switch {
	case at < 0:
		said, err := c.ask("addid", r.File, target)
		if err != nil {
			return err
		}
		e := entry{id: said.get("Id"), file: r.File}
		q.entries = slices.Insert(q.entries, place, e)
		p.mine[e.id] = e.file
	case at != place:
		e := q.entries[at]
		if err := c.tell("moveid", e.id, target); err != nil {
			return err
		}
		q.entries = slices.Insert(slices.Delete(q.entries, at, at+1), place, e)
	}
	return p.stick(c, r)
}

// stick writes the votes to a song. An MPD without a sticker file plays as well.
func (p *Player) stick(c *conn, r dj.Request) error {
	if had, known := p.votes[r.File]; known && had == r.Votes {
		return nil
	}
	err := c.tell("sticker", "set", "song", r.File, "foyer_votes", strconv.Itoa(r.Votes))
	if said := (*ack)(nil); err != nil && !errors.As(err, &said) {
		return err
	}
	p.votes[r.File] = r.Votes
	return nil
}
