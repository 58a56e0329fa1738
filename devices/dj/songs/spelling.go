package songs

import (
	"slices"
	"strings"
	"unicode"
)

// speller takes from a text what people spell differently.
type speller struct {
	nfkd    func(string) string
	letters *strings.Replacer // what Unicode does not take apart
	looks   *strings.Replacer // what only looks like a Latin letter
}

func newSpeller(nfkd func(string) string) speller {
	return speller{nfkd: nfkd, letters: strings.NewReplacer(
		"ß", "ss", "ς", "σ", "ø", "o", "æ", "ae", "œ", "oe", "ł", "l", "đ", "d", "ð", "d", "þ", "th", "ı", "i",
		"’", "", "'", "", "ʼ", "", "`", "", "&", " and ", "+", " and ", "–", "-", "—", "-", "−", "-",
		"ي", "ی", "ى", "ی", "ك", "ک", "ة", "ه", "ـ", "",
	), looks: strings.NewReplacer(
		"а", "a", "е", "e", "о", "o", "р", "p", "с", "c", "х", "x", "у", "y", "к", "k", "м", "m", "т", "t", "в", "b", "н", "h", "і", "i",
		"ο", "o", "α", "a", "0", "o", "1", "i", "3", "e", "5", "s", "$", "s", "!", "i", "@", "a",
	)}
}

// fold is a text in small plain letters, with its punctuation.
func (s speller) fold(text string) string {
	plain := s.letters.Replace(strings.ToLower(s.nfkd(short(text))))
	return short(strings.Map(func(r rune) rune {
		if mark(r) || unicode.Is(unicode.Cf, r) {
			return -1
		}
		return r
	}, plain))
}

// mark tells a sign above or below a letter that people leave out. The vowels of
// Indic scripts and of Thai are marks to Unicode too, and the two dots that make
// a "ga" of a Japanese "ka": those stay.
func mark(r rune) bool {
	return unicode.Is(unicode.Mn, r) && unicode.In(r, unicode.Inherited, unicode.Hebrew, unicode.Arabic) && r != '\u3099' && r != '\u309a'
}

// words are the words of a folded text, without "the" and "and" unless that is
// all there is; its signs if there is no word ("???").
func (s speller) words(folded string) []string {
	var all []string
	for _, w := range strings.FieldsFunc(folded, gap) {
		if w = s.latin(w); w != "" {
			all = append(all, w)
		}
	}
	if len(all) == 0 {
		return strings.Fields(folded)
	}
	kept := slices.DeleteFunc(slices.Clone(all), func(w string) bool { return w == "the" || w == "and" })
	if len(kept) == 0 {
		return all
	}
	return kept
}

// gap tells what stands between words.
func gap(r rune) bool {
	return !unicode.IsLetter(r) && !unicode.IsNumber(r) && !unicode.IsMark(r) && !strings.ContainsRune("$!@", r)
}

// latin replaces what looks like a Latin letter in a word that has some.
func (s speller) latin(w string) string {
	w = strings.TrimRight(w, "!@")
	if strings.ContainsFunc(w, func(r rune) bool { return unicode.Is(unicode.Latin, r) }) {
		w = s.looks.Replace(w)
	}
	return strings.Map(func(r rune) rune {
		if strings.ContainsRune("$!@", r) {
			return -1
		}
		return r
	}, w)
}

// spelled is a title taken apart.
type spelled struct {
	core    []string // what it is called
	version []string // which remix, live or cover version it is
	maybe   []string // what people may say or not: who is featured, "remastered", a subtitle
}

// title takes a title apart.
func (s speller) title(text string) spelled {
	folded := s.fold(text)
	outside, groups := brackets(folded)
	parts := strings.Split(outside, " - ")
	core, featured := cutFeatured(parts[0])
	out := spelled{maybe: s.words(featured)}
	for _, part := range slices.Concat(parts[1:], groups) {
		words := s.words(part)
		switch kindOf(words) {
		case version:
			out.version = append(out.version, words...)
		case decoration, other:
			out.maybe = append(out.maybe, words...)
		}
	}
	if out.core = s.words(core); len(out.core) == 0 {
		out.core = s.words(folded)
	}
	if len(out.core) == 0 {
		out.core = []string{text} // nothing but marks: they are all there is
	}
	return out
}

// brackets takes what stands in brackets out of a text.
func brackets(text string) (outside string, groups []string) {
	var out, in strings.Builder
	depth := 0
	for _, r := range text {
		switch {
		case strings.ContainsRune("([{（【「", r):
			depth++
			in.WriteByte(' ')
		case depth > 0 && strings.ContainsRune(")]}）】」", r):
			if depth--; depth == 0 {
				groups = append(groups, in.String())
				in.Reset()
				out.WriteByte(' ')
			}
		case depth > 0:
			in.WriteRune(r)
		default:
			out.WriteRune(r)
		}
	}
	if in.Len() > 0 {
		groups = append(groups, in.String())
	}
	return out.String(), groups
}

// cutFeatured takes "feat. Somebody" off the end.
func cutFeatured(text string) (before, featured string) {
	for _, mark := range []string{" feat. ", " feat ", " ft. ", " ft ", " featuring "} {
		if b, f, found := strings.Cut(text, mark); found && strings.TrimSpace(b) != "" {
			return b, f
		}
	}
	return text, ""
}

// kind is what the words behind a dash or in brackets are.
type kind int

const (
	other kind = iota
	decoration
	version
)

func kindOf(words []string) kind {
	has := func(list ...string) bool {
		return slices.ContainsFunc(words, func(w string) bool { return slices.Contains(list, w) })
	}
	plain := !slices.ContainsFunc(words, func(w string) bool {
		return !slices.Contains([]string{"radio", "edit", "original", "extended", "mix", "album", "single", "version"}, w)
	})
	switch {
	case has("feat", "ft", "featuring"):
		return other
	case has("remaster", "remastered", "explicit", "clean", "official", "lyrics", "lyric", "mono", "stereo"), plain && has("edit", "mix", "version"):
		return decoration
	case has("remix", "mix", "edit", "version", "live", "acoustic", "cover", "karaoke", "instrumental", "bootleg", "dub", "mashup", "rework", "flip", "vip", "demo", "unplugged"):
		return version
	}
	return other
}

// marked tells whether a title says so in brackets: "Song (Explicit)".
func marked(title, word string) bool {
	_, groups := brackets(strings.ToLower(title))
	return slices.ContainsFunc(groups, func(g string) bool { return slices.Contains(strings.Fields(g), word) })
}
