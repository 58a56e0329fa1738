package rules

import (
	"strconv"
	"strings"
)

// Fill writes the text with each name replaced by its value.
func (t Template) Fill(value func(name string) string) string {
	if len(t.Parts) == 1 {
		return t.Parts[0]
	}
	var text strings.Builder
	for i, part := range t.Parts {
		if i%2 == 1 {
			part = value(part)
		}
		text.WriteString(part)
	}
	return text.String()
}

// text is what a template may say about a person.
func (p *Profile) text(name string) string {
	switch name = strings.TrimPrefix(name, "person."); name {
	case "first_name":
		return p.FirstName
	case "favourite_colour":
		return string(p.Colour)
	case "favourite_music":
		return p.Music
	}
	// Minutes are told when whole, as they are counted.
	return strconv.Itoa(int(p.Trait(name)))
}
