package songs

import (
	"strings"
	"unicode/utf8"
)

// best is how well a song fits a request, read in the way that fits best.
func best(readings []reading, s *song) float64 {
	score := 0.0
	for _, r := range readings {
		if r.title == nil {
			score = max(score, whole(r.words, r.joined, s))
		} else {
			score = max(score, halves(r, s))
		}
	}
	return score
}

// whole compares a request with title, artist and both, in any order.
func whole(words []string, joined string, s *song) float64 {
	score := max(near(joined, s.title), cover(words, s))
	if s.artist1 != "" {
		score = max(score, near(joined, s.artist1+s.title), near(joined, s.title+s.artist1))
	}
	return score
}

// halves compares a request that says which is the title. Somebody else's song
// of that title is 0.6: asked about, never taken.
func halves(r reading, s *song) float64 {
	titled := song{spelled: s.spelled, title: s.title}
	title := max(near(strings.Join(r.title, ""), s.title), cover(r.title, &titled))
	said, _ := matched(r.artist, append(append([]string(nil), s.artist...), s.maybe...))
	artist := max(near(strings.Join(r.artist, ""), s.artist1), said)
	return min(title, Maybe+(1-Maybe)*artist)
}

// cover is how much of the request stands in the song, or of the title in the
// request, whichever is less: each by letters, from 0 to 1. What the song has
// besides its title need not be said.
func cover(words []string, s *song) float64 {
	_, title := matched(words, s.core)
	if title < Maybe {
		return 0
	}
	pool := make([]string, 0, len(s.core)+len(s.artist)+len(s.maybe)+len(s.version))
	pool = append(append(append(append(pool, s.core...), s.artist...), s.maybe...), s.version...)
	said, _ := matched(words, pool)
	return min(said, title)
}

// matched pairs words, each once, and says which share of the letters of each
// side found its like. Two words that make one are one.
func matched(words, in []string) (ofWords, ofIn float64) {
	used := make([]bool, len(in))
	gotWords, gotIn := 0.0, 0.0
	for i := 0; i < len(words); i++ {
		at, fit := closest(words[i], in, used)
		if fit < 1 && i+1 < len(words) {
			if joined, is := closest(words[i]+words[i+1], in, used); is == 1 {
				used[joined] = true
				gotWords += size(words[i]) + size(words[i+1])
				gotIn += size(in[joined])
				i++
				continue
			}
		}
		if fit < 1 {
			if first := twoOf(words[i], in, used); first >= 0 {
				used[first], used[first+1] = true, true
				gotWords += size(words[i])
				gotIn += size(words[i])
				continue
			}
		}
		if fit > 0 {
			used[at] = true
			gotWords += fit * size(words[i])
			gotIn += fit * size(in[at])
		}
	}
	return gotWords / max(1, letters(words)), gotIn / max(1, letters(in))
}

// closest is the free word most like another.
func closest(word string, in []string, used []bool) (at int, fit float64) {
	at = -1
	for i, w := range in {
		if used[i] {
			continue
		}
		if f := near(word, w); f > fit {
			at, fit = i, f
		}
	}
	return at, fit
}

// twoOf finds two free words in a row that make one; -1 = none.
func twoOf(word string, in []string, used []bool) int {
	for i := 0; i+1 < len(in); i++ {
		if !used[i] && !used[i+1] && len(in[i])+len(in[i+1]) == len(word) && strings.HasPrefix(word, in[i]) && strings.HasSuffix(word, in[i+1]) {
			return i
		}
	}
	return -1
}

// otherVersion tells whether a song is a version nobody asked for.
func (s *song) otherVersion(words []string) bool {
	_, said := matched(words, s.version)
	return len(s.version) > 0 && said < Maybe
}

func size(word string) float64 { return float64(utf8.RuneCountInString(word)) }

func letters(words []string) (sum float64) {
	for _, w := range words {
		sum += size(w)
	}
	return sum
}

// near is 1 - distance/length of two words, 0 where that is no typo: four
// letters allow none, eight allow one, more allow two, and the first letter is
// the same unless the one typo is there and the word has six.
func near(a, b string) float64 {
	if a == b {
		return 1
	}
	la, lb := utf8.RuneCountInString(a), utf8.RuneCountInString(b)
	longer := max(la, lb)
	limit := typos(longer)
	if la == 0 || lb == 0 || longer-min(la, lb) > limit || limit == 0 {
		return 0
	}
	d := distance([]rune(a), []rune(b), limit)
	x, _ := utf8.DecodeRuneInString(a)
	y, _ := utf8.DecodeRuneInString(b)
	if d > limit || (x != y && (d > 1 || longer < 6)) {
		return 0
	}
	return 1 - float64(d)/float64(longer)
}

// typos is how many a word of so many letters may have.
func typos(length int) int {
	switch {
	case length <= 4:
		return 0
	case length <= 8:
		return 1
	}
	return 2
}
