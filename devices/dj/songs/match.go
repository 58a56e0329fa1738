package songs

import (
	"cmp"
	"slices"
	"strings"
	"unicode"
)

// The scores at which a request is a song, and at which it may be one.
const (
	Sure  = 0.8
	Maybe = 0.6
)

// Bounds of an answer.
const (
	maxOffered = 3    // songs behind "did you mean"
	maxTied    = 8    // songs that fit alike
	margin     = 0.05 // scores closer than this are alike
)

// Verdict is what a request turned out to be.
type Verdict string

// The verdicts.
const (
	Found    Verdict = "found"    // Hits[0] is it; what follows are other versions of it
	Tied     Verdict = "tied"     // these fit alike: ask which
	Similar  Verdict = "similar"  // did you mean one of these, at most three?
	FreeText Verdict = "freetext" // nothing like it; Hits is empty
)

// Hit is one track and how well it fits.
type Hit struct {
	Track Track   `json:"track"` // look at Blocked, Absent and Explicit
	Score float64 `json:"score"` // 0 to 1; 1 = the same letters
}

// Answer is what a request means.
type Answer struct {
	Verdict Verdict `json:"verdict"`
	Hits    []Hit   `json:"hits"`    // best first
	More    int     `json:"more"`    // at least so many more are tied
	Request string  `json:"request"` // as it may be shown, at most 300 characters
}

// Match says which track a guest means: "artist - title", "title by artist",
// "title artist", a title alone, each with typos and with "#dj" or "please play"
// around it. Only the first 300 characters count.
func (c *Catalogue) Match(request string) Answer {
	a := Answer{Verdict: FreeText, Hits: []Hit{}, Request: visible(request)}
	readings := c.spell.readings(a.Request)
	if len(readings) == 0 {
		return a
	}
	var exact []string
	for _, r := range readings {
		exact = append(exact, r.joined, strings.Join(r.title, ""))
	}
	var found []scored
	for _, at := range c.candidates(readings[0].joined, exact) {
		if score := best(readings, &c.songs[at]); score >= Maybe {
			found = append(found, scored{song: &c.songs[at], score: score, version: c.songs[at].otherVersion(readings[0].words)})
		}
	}
	slices.SortStableFunc(found, func(a, b scored) int {
		return cmp.Or(cmp.Compare(b.score, a.score), cmp.Compare(len(a.song.version), len(b.song.version)), cmp.Compare(a.song.track.Line, b.song.track.Line))
	})
	a.decide(found)
	return a
}

// scored is a song that may be meant.
type scored struct {
	song    *song
	score   float64
	version bool // it is a version that was not asked for
}

// decide makes the verdict.
func (a *Answer) decide(found []scored) {
	if len(found) == 0 {
		return
	}
	if found[0].score < Sure {
		a.Verdict = Similar
		a.take(found[:min(len(found), maxOffered)])
		return
	}
	alike := found[:1]
	for len(alike) < len(found) && close(found[0].score, found[len(alike)].score) {
		alike = found[:len(alike)+1]
	}
	var plain, versions []scored
	for _, s := range alike {
		if s.version {
			versions = append(versions, s)
		} else {
			plain = append(plain, s)
		}
	}
	if len(plain) == 0 {
		plain, versions = versions, nil
	}
	a.Verdict = Found
	if len(plain) > 1 {
		a.Verdict = Tied
		a.More = max(0, len(plain)-maxTied)
	}
	plain = plain[:min(len(plain), maxTied)]
	a.take(plain)
	a.take(versions[:min(len(versions), maxTied-len(plain))])
}

// close tells whether two scores are alike. What is the same to the letter is
// like nothing else.
func close(best, score float64) bool {
	return score >= Sure && best-score < margin && (best < 1 || score == 1)
}

func (a *Answer) take(found []scored) {
	for _, s := range found {
		a.Hits = append(a.Hits, Hit{Track: s.song.track, Score: s.score})
	}
}

// reading is one way to understand a request.
type reading struct {
	words         []string // all of it
	joined        string
	title, artist []string // of one with a dash or a "by" in it; else nil
}

// readings are the ways to understand a request; the first is all of its words.
func (s speller) readings(request string) []reading {
	text := s.bare(s.fold(request))
	all := s.words(text)
	if len(all) == 0 {
		return nil
	}
	out := []reading{{words: all, joined: strings.Join(all, "")}}
	pair := func(title, artist string) {
		t, a := s.words(title), s.words(artist)
		if len(t) > 0 && len(a) > 0 {
			out = append(out, reading{words: all, joined: out[0].joined, title: t, artist: a})
		}
	}
	if left, right, found := strings.Cut(text, " - "); found {
		pair(right, left)
		pair(left, right)
	}
	if at := strings.LastIndex(text, " by "); at > 0 {
		pair(text[:at], text[at+len(" by "):])
	}
	if looks := s.lookalike(all); looks != nil {
		out = append(out, reading{words: looks, joined: strings.Join(looks, "")})
	}
	return out
}

// lookalike is Latin for words all of whose letters only look so, if any are.
func (s speller) lookalike(words []string) []string {
	latin, changed := slices.Clone(words), false
	for i, w := range words {
		if plain := s.looks.Replace(w); plain != w && !strings.ContainsFunc(plain, func(r rune) bool { return !unicode.Is(unicode.Latin, r) }) {
			latin[i], changed = plain, true
		}
	}
	if !changed {
		return nil
	}
	return latin
}

// bare is a request without what is said around a song: "#dj", "please play",
// who is featured, and how the record was made.
func (s speller) bare(folded string) string { return around(s.plain(folded)) }

// plain is a folded text without who is featured and how the record was made.
func (s speller) plain(folded string) string {
	text := strings.TrimSpace(folded)
	outside, groups := brackets(text)
	for _, group := range groups {
		words := s.words(group)
		if k := kindOf(words); strings.TrimSpace(outside) == "" || k == version || (k == other && !featuring(words)) {
			outside += " " + group
		}
	}
	parts := strings.Split(outside, " - ")
	text = ""
	for i, part := range parts {
		if i > 0 && kindOf(s.words(part)) == decoration {
			continue
		}
		before, _ := cutFeatured(part)
		if i > 0 {
			text += " - "
		}
		text += before
	}
	return text
}

func featuring(words []string) bool {
	return len(words) > 0 && slices.Contains([]string{"feat", "ft", "featuring"}, words[0])
}

// around takes off what is said before and after a song, unless it is all.
func around(text string) string {
	text = strings.TrimSpace(text)
	for _, before := range []string{"#dj ", "dj: ", "can you play ", "could you play ", "please play ", "pls play ", "play some ", "play ", "please ", "pls "} {
		if after, found := strings.CutPrefix(text, before); found && strings.TrimSpace(after) != "" {
			text = strings.TrimSpace(after)
		}
	}
	if asked := strings.TrimRight(text, "? "); asked != "" {
		text = asked
	}
	for _, after := range []string{" please", " pls", " plz", " thanks"} {
		if before, found := strings.CutSuffix(text, after); found && strings.TrimSpace(before) != "" {
			text = strings.TrimSpace(before)
		}
	}
	return text
}
