package wire

import "foyer/beacons"

// note is one stamp or ask while it is read.
type note struct {
	id, tag, song string
	from          string
	code, reward  string // of a redemption
	stop, goOn    string
	by            string
	at            float64 // Unix milliseconds; 0 = not told
	bad           Reason
}

func (n *native) stamp(in *incoming, sender string, m *Message) Reason {
	anchor, ok := n.anchors[sender]
	if !ok {
		return UnknownAnchor
	}
	got, why := n.note(in)
	switch {
	case why != understood:
		return why
	case got.tag == "":
		return NoTag
	}
	live := liveClock(in.now)
	m.Kind = StampKind
	m.Stamp = Stamp{ID: got.id, Anchor: anchor, Tag: beacons.Tag(got.tag), At: live.at(got.at)}
	return understood
}

func (n *native) ask(in *incoming, sender string, m *Message) Reason {
	phone, why := phoneOf(sender)
	if why != understood {
		return why
	}
	got, why := n.note(in)
	switch {
	case why != understood:
		return why
	case got.song == "":
		return NoSong
	case !heardFrom(got.from):
		return UnknownSource
	}
	if got.from == "" {
		got.from = "app"
	}
	live := liveClock(in.now)
	m.Kind = AskKind
	m.Ask = Ask{ID: got.id, Phone: phone, Song: got.song, From: got.from, At: live.at(got.at)}
	return understood
}

// heardFrom tells whether an ask may come from there; "" is the app.
func heardFrom(source string) bool {
	switch source {
	case "", "app", "mastodon", "bluesky", "webhook":
		return true
	}
	return false
}

// note reads a body that is one object with an id.
func (n *native) note(in *incoming) (note, Reason) {
	var got note
	r := n.read
	r.load(in.body)
	if r.next() != '{' {
		r.skip(0)
		got.bad = WrongType
	} else {
		got.read(r)
	}
	switch {
	case !r.whole():
		return note{}, NotJSON
	case got.bad == understood && got.id == "":
		return note{}, NoID
	}
	return got, got.bad
}

func (got *note) read(r *reader) {
	r.at++
	for first := true; r.more(&first, '}'); {
		if why := got.field(r); got.bad == understood {
			got.bad = why
		}
	}
}

func (got *note) field(r *reader) Reason {
	switch string(r.key()) {
	case "id":
		return r.textField(identifierLimit, IDTooLong, &got.id)
	case "from":
		return r.textField(identifierLimit, UnknownSource, &got.from)
	case "song":
		return r.textField(songLimit, SongTooLong, &got.song)
	case "code":
		return r.textField(codeLimit, CodeTooLong, &got.code)
	case "reward":
		return r.textField(codeLimit, CodeTooLong, &got.reward)
	case "stop":
		return r.textField(identifierLimit, NoStop, &got.stop)
	case "go":
		return r.textField(identifierLimit, NoStop, &got.goOn)
	case "by":
		return r.textField(identifierLimit, NoStop, &got.by)
	case "tag":
		return r.nameField(1, tagLimit, TagTooLong, &got.tag)
	case "at":
		return r.numberField(1, &got.at)
	}
	r.skip(1)
	return understood
}
