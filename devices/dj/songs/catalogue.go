package songs

import (
	"fmt"
	"slices"
	"strings"
)

// maxNever is how many lines a do-not-play list may have.
const maxNever = 10_000

// Catalogue is the songs of one DJ, made for finding. It never changes: a new
// import makes a new one. It is safe for use by many at once.
type Catalogue struct {
	spell   speller
	songs   []song
	exact   map[string][]int32 // by joined title, and by joined artist and title
	titles  index
	artists index
}

// song is a track as it is compared.
type song struct {
	track          Track
	spelled        // its title
	artist         []string
	title, artist1 string // joined: without the gaps
	grams          int    // of its title
}

// New makes a catalogue of tracks and a do-not-play list. nfkd is Unicode's
// compatibility decomposition (UAX 15), norm.NFKD.String of golang.org/x/text.
//
// A line of never is "Artist - Title", a title alone, or "Artist - *"; it blocks
// every version of the song. One that no track answers to becomes an Absent
// track, so that a request for it is known too. The problems are notes: which
// tracks were merged into an earlier one, and which lines of never say nothing
// or are too many (numbered from 1 in never).
func New(nfkd func(string) string, tracks []Track, never []string) (*Catalogue, []Problem) {
	c := &Catalogue{spell: newSpeller(nfkd), exact: map[string][]int32{}, titles: index{}, artists: index{}}
	notes := c.merge(tracks[:min(len(tracks), maxTracks)])
	notes = append(notes, c.block(never)...)
	for i := range c.songs {
		c.enter(int32(i)) // bounded by maxTracks and maxNever
	}
	return c, notes
}

// Tracks is every track, merged, in the order of the import.
func (c *Catalogue) Tracks() []Track {
	all := make([]Track, len(c.songs))
	for i := range c.songs {
		all[i] = c.songs[i].track
	}
	return all
}

// merge makes songs, one of each. A clean and an explicit one are two.
func (c *Catalogue) merge(tracks []Track) (notes []Problem) {
	first := map[string]int{}
	for _, t := range tracks {
		s := c.song(t)
		key := fmt.Sprint(s.artist1, "|", s.title, "|", s.version, "|", s.subtitle(), "|", t.Explicit)
		at, known := first[key]
		if !known {
			first[key] = len(c.songs)
			c.songs = append(c.songs, s)
			continue
		}
		had := &c.songs[at].track
		notes = append(notes, Problem{Line: t.Line, Reason: fmt.Sprintf("the same song as line %d: merged", had.Line)})
		had.Blocked = had.Blocked || t.Blocked
		if had.BPM == 0 {
			had.BPM = t.BPM
		}
		if had.Key == "" {
			had.Key = t.Key
		}
		if had.File == "" {
			had.File = t.File
		}
	}
	return notes
}

func (c *Catalogue) song(t Track) song {
	t.Title, t.Artist = visible(t.Title), visible(t.Artist)
	s := song{track: t, spelled: c.spell.title(t.Title)}
	artist, featured := cutFeatured(c.spell.fold(t.Artist))
	s.artist = c.spell.words(artist)
	s.maybe = append(s.maybe, c.spell.words(featured)...)
	s.title, s.artist1 = strings.Join(s.core, ""), strings.Join(s.artist, "")
	s.grams = len(grams(s.title))
	return s
}

// subtitle is the numbers in what people may leave out: Part 1 is not Part 2,
// but a year of remastering makes no other song.
func (s *song) subtitle() string {
	if kindOf(s.maybe) == decoration {
		return ""
	}
	var numbers []string
	for _, w := range s.maybe {
		if strings.ContainsAny(w, "0123456789") && len(w) < 4 {
			numbers = append(numbers, w)
		}
	}
	return strings.Join(numbers, " ")
}

// block marks what must not be played.
func (c *Catalogue) block(never []string) (notes []Problem) {
	by := shelves{}
	for i := range c.songs {
		by.add(i, &c.songs[i])
	}
	for i, entry := range never {
		if i >= maxNever {
			return append(notes, Problem{Line: i + 1, Reason: fmt.Sprintf("more than %d lines: the rest is not read", maxNever)})
		}
		t := named(visible(entry), 0)
		switch t.Title = strings.TrimSpace(t.Title); {
		case t.Title == "":
			notes = append(notes, Problem{Line: i + 1, Reason: "nothing in it"})
		case t.Title == "*" && t.Artist == "":
			notes = append(notes, Problem{Line: i + 1, Reason: "it would block everything: write \"Artist - *\""})
		default:
			c.forbid(t, by)
		}
	}
	return notes
}

// forbid blocks one entry of the list.
func (c *Catalogue) forbid(t Track, by shelves) {
	wanted, found := c.song(t), false
	all := t.Title == "*"
	places := by["title "+wanted.title]
	if all && len(wanted.artist) > 0 {
		places = slices.Concat(by["artist "+wanted.artist1], by["word "+wanted.artist[0]])
	}
	for _, at := range places {
		s := &c.songs[at]
		if wanted.artist1 == "" || s.artist1 == wanted.artist1 || (all && oneOf(s.artist, wanted.artist)) {
			s.track.Blocked, found = true, true
		}
	}
	if !found && !all {
		wanted.track.Blocked, wanted.track.Absent = true, true
		by.add(len(c.songs), &wanted)
		c.songs = append(c.songs, wanted)
	}
}

// shelves are songs by "title x", by "artist x", and by "word x" of an artist.
type shelves map[string][]int

func (by shelves) add(at int, s *song) {
	by["title "+s.title] = append(by["title "+s.title], at)
	by["artist "+s.artist1] = append(by["artist "+s.artist1], at)
	for _, w := range s.artist {
		by["word "+w] = append(by["word "+w], at)
	}
}

// oneOf tells whether some words stand in a row in others: "Kelly" in "Jay Kelly".
func oneOf(all, some []string) bool {
	return len(some) > 0 && strings.Contains(" "+strings.Join(all, " ")+" ", " "+strings.Join(some, " ")+" ")
}

// enter puts a song into the indexes.
func (c *Catalogue) enter(at int32) {
	s := &c.songs[at]
	c.exact[s.title] = append(c.exact[s.title], at)
	if s.artist1 != "" {
		c.exact[s.artist1+s.title] = append(c.exact[s.artist1+s.title], at)
	}
	c.titles.add(at, s.title)
	c.artists.add(at, s.artist1)
}
