package history

import (
	"encoding/json"
	"fmt"
	"path"

	"foyer/controller/venue"
	"foyer/rules"
)

// kind is how one kind of input is called in a history, and read again.
type kind struct {
	name string
	is   func(venue.Input) bool
	read func([]byte) (venue.Input, error)
}

func kindOf[I venue.Input](name string) kind {
	return kind{
		name: name,
		is:   func(in venue.Input) bool { _, is := in.(I); return is },
		read: func(body []byte) (venue.Input, error) { var in I; err := json.Unmarshal(body, &in); return in, err },
	}
}

// kinds are the inputs that are written as they are, or nearly. A new kind of
// input is one line here.
func kinds() []kind {
	return []kind{
		kindOf[venue.Stamped]("stamped"),
		kindOf[venue.Asked]("asked"),
		kindOf[venue.Redeemed]("redeemed"),
		kindOf[venue.Drawn]("drawn"),
		kindOf[venue.Stopped]("stopped"),
		kindOf[venue.Settled]("settled"),
		kindOf[venue.Unreachable]("unreachable"),
		kindOf[venue.Subscribed]("subscribed"),
		kindOf[venue.Shown]("shown"),
	}
}

// encode writes a rare input, with stand-ins for what must not be written.
func (m *mask) encode(in venue.Input) (name string, body []byte, err error) {
	switch in := in.(type) {
	case venue.Enrolled:
		var list []registration
		for i := range in.People {
			list = append(list, m.register(&in.People[i]))
		}
		body, err = json.Marshal(list)
		return "enrolled", body, err
	case venue.Ruled:
		body, err = json.Marshal(m.publication(in))
		return "ruled", body, err
	default:
		for _, k := range kinds() {
			if k.is(in) {
				body, err = json.Marshal(m.cover(in))
				return k.name, body, err
			}
		}
	}
	return "", []byte("null"), fmt.Errorf("history: no name for %T", in)
}

// cover puts stand-ins into an input.
func (m *mask) cover(in venue.Input) venue.Input {
	switch in := in.(type) {
	case venue.Stamped:
		in.Tag = m.tags[in.Tag]
		return in
	case venue.Asked:
		in.Phone, in.Mention.To = m.tags[in.Phone], someone(in.Mention.To)
		return in
	case venue.Redeemed:
		in.Tag, in.Code = m.tags[in.Tag], m.presented(in.Pool, in.Code)
		return in
	case venue.Unreachable:
		in.Token = m.phones[in.Token]
		return in
	case venue.Subscribed:
		in.Browser = m.phone(in.Browser, in.Person)
		return in
	default:
		return in
	}
}

func (m *mask) publication(in venue.Ruled) publication {
	p := publication{Version: in.Version, File: path.Base(in.Book.File), Text: string(in.Book.Source), Waits: in.Waits, Pools: map[string][]int{}}
	for _, pool := range in.Book.Pools {
		var numbers []int
		for _, code := range pool.Codes {
			numbers = append(numbers, m.number(pool.Name, code))
		}
		p.Pools[pool.Name] = runs(numbers)
	}
	return p
}

// enrolled gives back registrations as the rules need them.
func enrolled(list []registration) (in venue.Enrolled) {
	for _, r := range list {
		e := venue.Enrolment{Profile: rules.Profile{
			Person: r.Person, PushToken: r.Phone, PushSince: r.Since, Colour: r.Colour, Music: r.Music,
			Registered: r.Registered, Staff: r.Staff, Sponsor: r.Sponsor, Consents: r.Consents,
		}}
		if r.Named {
			e.Profile.FirstName = "Guest"
		}
		for i := range r.Tags {
			e.Tags = append(e.Tags, standIn(r.Person, i))
		}
		in.People = append(in.People, e)
	}
	return in
}
