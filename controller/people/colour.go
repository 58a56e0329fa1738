package people

import (
	"bufio"
	"fmt"
	"io"
	"strconv"
	"strings"

	"golang.org/x/image/colornames"

	"foyer/rules"
)

// Colour reads a colour as people write it: a CSS name, #rgb, #rrggbb or
// rgb(r, g, b). The empty text is no colour, which is fine too.
func Colour(s string) (rules.Colour, bool) {
	s = strings.ToLower(strings.TrimSpace(s))
	if s == "" {
		return "", true
	}
	if digits, ok := strings.CutPrefix(s, "#"); ok {
		return hexColour(digits)
	}
	if inner, ok := strings.CutPrefix(s, "rgb("); ok {
		return rgbColour(strings.TrimSuffix(inner, ")"))
	}
	c, ok := colornames.Map[strings.ReplaceAll(s, " ", "")]
	if !ok {
		return "", false
	}
	return asColour(c.R, c.G, c.B), true
}

func hexColour(digits string) (rules.Colour, bool) {
	if len(digits) == 3 {
		digits = strings.Join([]string{digits[:1], digits[:1], digits[1:2], digits[1:2], digits[2:], digits[2:]}, "")
	}
	n, err := strconv.ParseUint(digits, 16, 32)
	if err != nil || len(digits) != 6 {
		return "", false
	}
	return asColour(uint8(n>>16), uint8(n>>8), uint8(n)), true
}

func rgbColour(inner string) (rules.Colour, bool) {
	parts := strings.Split(inner, ",")
	if len(parts) != 3 {
		return "", false
	}
	var rgb [3]uint8
	for i, part := range parts {
		n, err := strconv.ParseUint(strings.TrimSpace(part), 10, 8)
		if err != nil {
			return "", false
		}
		rgb[i] = uint8(n)
	}
	return asColour(rgb[0], rgb[1], rgb[2]), true
}

func asColour(r, g, b uint8) rules.Colour {
	return rules.Colour(fmt.Sprintf("#%02x%02x%02x", r, g, b))
}

// skipBOM drops the mark that spreadsheets put before the first heading.
func skipBOM(r io.Reader) io.Reader {
	b := bufio.NewReader(r)
	if mark, err := b.Peek(3); err == nil && string(mark) == "\ufeff" {
		_, _ = b.Discard(3)
	}
	return b
}
