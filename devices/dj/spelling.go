package dj

import (
	"strings"
	"unicode"

	"golang.org/x/text/cases"
	"golang.org/x/text/unicode/norm"
)

// key is a text without what people spell differently: case, accents,
// punctuation, a leading "the", and who is featured. Two texts with one key are
// one song.
func key(text string) string {
	plain := letters(norm.NFKD.String(cases.Fold().String(text)))
	words := strings.Fields(strings.Map(wordRune, dropFeatured(plain)))
	if len(words) > 1 && words[0] == "the" {
		words = words[1:]
	}
	if len(words) == 0 {
		return tidy(plain) // nothing but signs: they are all there is
	}
	return strings.Join(words, " ")
}

// letters replaces the letters that Unicode does not take apart, and drops the
// accents that it did.
func letters(decomposed string) string {
	plain := strings.NewReplacer(
		"ø", "o", "æ", "ae", "œ", "oe", "ł", "l", "đ", "d", "ð", "d", "þ", "th", "ı", "i",
		"’", "'", "&", " and ", "+", " and ",
	).Replace(decomposed)
	return strings.Map(func(r rune) rune {
		if unicode.Is(unicode.Mn, r) {
			return -1
		}
		return r
	}, plain)
}

// wordRune keeps letters and digits, drops apostrophes ("don't" is "dont"),
// and makes everything else a gap.
func wordRune(r rune) rune {
	switch {
	case unicode.IsLetter(r), unicode.IsNumber(r):
		return r
	case r == '\'':
		return -1
	}
	return ' '
}

// dropFeatured takes out "feat. Somebody", up to what closes it: a bracket, a
// dash between artist and title, or the end.
func dropFeatured(s string) string {
	for _, mark := range []string{"feat.", "feat ", "ft.", "ft ", "featuring "} {
		for {
			at := featured(s, mark)
			if at < 0 {
				break
			}
			rest := s[at+len(mark):]
			end := len(rest)
			for _, stop := range []string{" - ", " – ", " — ", ")", "]"} {
				if i := strings.Index(rest, stop); i >= 0 {
					end = min(end, i)
				}
			}
			s = s[:at] + rest[end:]
		}
	}
	return s
}

// featured finds mark as a word of its own that does not begin the text.
func featured(s, mark string) int {
	for from := 0; ; {
		at := strings.Index(s[from:], mark)
		if at < 0 {
			return -1
		}
		at += from
		if at > 0 && strings.ContainsRune(" ([", rune(s[at-1])) {
			return at
		}
		from = at + len(mark)
	}
}

// tidy is a text fit to be shown: one line, no control or direction signs, not
// longer than it should be.
func tidy(text string) string {
	visible := strings.Map(func(r rune) rune {
		switch {
		case unicode.IsSpace(r):
			return ' '
		case !unicode.IsGraphic(r) || r == unicode.ReplacementChar:
			return -1
		}
		return r
	}, norm.NFC.String(text))
	line := []rune(strings.Join(strings.Fields(visible), " "))
	return strings.TrimSpace(string(line[:min(len(line), maxText)]))
}
