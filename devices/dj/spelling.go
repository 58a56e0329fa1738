package dj

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

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
