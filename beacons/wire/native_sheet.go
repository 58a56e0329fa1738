package wire

import (
	"strconv"

	"foyer/beacons"
)

// sheet is one message of sightings while it is read. The topic names either
// the anchor or the phone, and the body names the other.
type sheet struct {
	n      *native
	m      *Message
	sender string
	anchor beacons.Anchor
	phone  beacons.Tag

	numbered bool // it is an envelope with sightings in it
	boot     string
	seq      uint64
	bad      Reason // of the message as a whole
}

// decode reads one sighting, an array of them, or a numbered envelope.
func (s *sheet) decode(in *incoming) Reason {
	r := s.n.read
	r.load(in.body)
	switch r.next() {
	case '{':
		s.object(in)
	case '[':
		live := liveClock(in.now)
		s.array(&live, 0)
	default:
		r.skip(0)
		s.bad = WrongType
	}
	switch {
	case !r.whole():
		return NotJSON
	case s.numbered && s.bad == understood:
		return s.number()
	}
	return s.bad
}

// object reads the outermost object: a sighting, unless it turns out to have
// sightings in it.
func (s *sheet) object(in *incoming) {
	r, one := s.n.read, blank(s)
	r.at++
	for first := true; r.more(&first, '}'); {
		switch key := r.key(); string(key) {
		case "boot":
			s.readBoot()
		case "seq":
			s.readSeq()
		case "sightings":
			s.readSightings(in)
		default:
			one.field(s, key, 1)
		}
	}
	if !s.numbered {
		live := liveClock(in.now)
		s.bad = one.keep(s, &live)
	}
}

// array reads sightings whose array stands inside depth open brackets. A bad
// one is noted and does not spoil the others.
func (s *sheet) array(c *clock, depth int) {
	r, m := s.n.read, s.m
	r.at++
	for first := true; r.more(&first, ']'); {
		if len(m.Sightings)+len(m.Refused) == sightingsLimit {
			s.bad = TooMany
			r.skip(depth + 1)
			continue
		}
		if why := s.element(c, depth+1); why != understood {
			m.Refused = append(m.Refused, refuse(why, s.sender))
		}
	}
}

// element reads one sighting of an array.
func (s *sheet) element(c *clock, depth int) Reason {
	r, e := s.n.read, blank(s)
	if r.next() != '{' {
		r.skip(depth)
		return WrongType
	}
	r.at++
	for first := true; r.more(&first, '}'); {
		e.field(s, r.key(), depth+1)
	}
	return e.keep(s, c)
}

// readSightings reads the array of an envelope. Of two arrays the last counts,
// as with every field.
func (s *sheet) readSightings(in *incoming) {
	r := s.n.read
	switch r.next() {
	case '[':
		s.numbered, s.bad = true, understood
		s.m.Sightings, s.m.Refused = s.m.Sightings[:0], s.m.Refused[:0]
		buffered := bufferedClock(in.now)
		s.array(&buffered, 1)
	case 'n':
		r.word("null")
	default:
		r.skip(1)
		s.numbered, s.bad = true, WrongType
	}
}

func (s *sheet) readBoot() {
	if why := s.n.read.nameField(1, bootLimit, BadBoot, &s.boot); why != understood {
		s.boot = ""
	}
}

// readSeq reads a whole number that a float64 holds too, as scripts and web
// pages need; anything else is as good as no number.
func (s *sheet) readSeq() {
	r := s.n.read
	switch c := r.next(); {
	case c == '-' || c-'0' <= 9:
		s.seq, _ = strconv.ParseUint(string(r.numeral()), 10, 64)
		if s.seq > lastSeq {
			s.seq = 0
		}
	case c == 'n':
		r.word("null")
	default:
		r.skip(1)
		s.seq = 0
	}
}

// number makes the message a numbered one. Bad elements do not hold it back:
// the source would send it again for ever.
func (s *sheet) number() Reason {
	switch {
	case s.boot == "":
		return BadBoot
	case s.seq == 0:
		return BadSeq
	}
	s.m.Kind, s.m.Source, s.m.Boot, s.m.Seq = NumberedKind, beacons.Source(s.sender), s.boot, s.seq
	return understood
}
