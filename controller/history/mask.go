package history

import (
	"fmt"
	"strings"

	"foyer/beacons"
	"foyer/controller/venue"
	"foyer/rules"
)

// mask writes stand-ins for what must not lie in a file, the same one for the
// same thing.
type mask struct {
	tags   map[beacons.Tag]beacons.Tag
	phones map[string]string
	owned  map[beacons.Person]int    // how many phones and browsers have a stand-in
	dead   map[beacons.Person]string // the mark of a phone that was dead at the start
	codes  map[string]map[string]int // pool -> code -> its number
}

func newMask() *mask {
	return &mask{tags: map[beacons.Tag]beacons.Tag{}, phones: map[string]string{}, owned: map[beacons.Person]int{}, dead: map[beacons.Person]string{}, codes: map[string]map[string]int{}}
}

// standIn is the tag that stands for the n-th of a person's.
func standIn(p beacons.Person, n int) beacons.Tag {
	return beacons.Tag(fmt.Sprintf("%s#%d", p, n))
}

// codeOf is the code that stands for the n-th of a pool. No two read alike
// when they are read out.
func codeOf(pool string, n int) string { return fmt.Sprintf("%d.%s", n, pool) }

func (m *mask) register(e *venue.Enrolment) registration {
	p := &e.Profile
	for i, tag := range e.Tags {
		m.tags[tag] = standIn(p.Person, i)
	}
	return registration{
		Person: p.Person, Named: p.FirstName != "", Tags: len(e.Tags), Phone: m.phone(p.PushToken, p.Person), Since: p.PushSince, Colour: p.Colour, Music: p.Music,
		Registered: p.Registered, Staff: p.Staff, Sponsor: p.Sponsor, Consents: p.Consents,
	}
}

// phone stands for a push address, an app's or a browser's; whose is first
// enrolled names it. The one that was dead at the start is the first.
func (m *mask) phone(token string, of beacons.Person) string {
	if token == "" || m.phones[token] != "" {
		return m.phones[token]
	}
	n := m.owned[of] + 1
	if m.dead[of] != "" && m.dead[of] == venue.MarkOf(token) {
		n = 1
	}
	m.owned[of] = max(n, m.owned[of])
	m.phones[token] = phoneOf(of, n)
	return m.phones[token]
}

func phoneOf(of beacons.Person, n int) string {
	if n == 1 {
		return "phone of " + string(of)
	}
	return fmt.Sprintf("phone %d of %s", n, of)
}

// buried stands for a dead phone.
func (m *mask) buried(d *rules.Dead, of beacons.Person) *rules.Dead {
	if d == nil {
		return nil
	}
	m.dead[of], m.owned[of] = d.Mark, 1
	return &rules.Dead{Mark: venue.MarkOf(phoneOf(of, 1)), Since: d.Since}
}

func (m *mask) number(pool, code string) int {
	known := m.codes[pool]
	if known == nil {
		known = map[string]int{}
		m.codes[pool] = known
	}
	if known[code] == 0 {
		known[code] = len(known) + 1
	}
	return known[code]
}

func (m *mask) code(pool, code string) string {
	if code == "" {
		return ""
	}
	return codeOf(pool, m.number(pool, code))
}

// presented is the code that somebody read out at a desk; what is no code is
// not written down.
func (m *mask) presented(pool, code string) string {
	if code == "" {
		return ""
	}
	for name, known := range m.codes {
		for candidate, n := range known {
			if (pool == "" || pool == name) && spoken(candidate) == spoken(code) {
				return codeOf(name, n)
			}
		}
	}
	return "?"
}

func spoken(code string) string {
	return strings.ToUpper(strings.NewReplacer(" ", "", "-", "").Replace(code))
}

// runs writes numbers as from, to, from, to.
func runs(numbers []int) (out []int) {
	for _, n := range numbers {
		if last := len(out) - 1; last > 0 && out[last] == n-1 {
			out[last] = n
		} else {
			out = append(out, n, n)
		}
	}
	return out
}
