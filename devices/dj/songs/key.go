package songs

import "strings"

// Folder takes from a text what people spell differently. Make it once with
// NewFolder; it is safe for use by many at once.
type Folder struct{ spell speller }

// NewFolder makes a Folder; nfkd is as for New.
func NewFolder(nfkd func(string) string) Folder { return Folder{newSpeller(nfkd)} }

// Key is a song, an artist or a genre without case, accents, punctuation, "the"
// and "and", who is featured, and how the record was made ("remastered", "radio
// edit"). Two texts with one key are one; a remix or a live version is another.
func (f Folder) Key(text string) string {
	folded := f.spell.fold(text)
	if key := strings.Join(f.spell.words(f.spell.plain(folded)), " "); key != "" {
		return key
	}
	return strings.TrimSpace(folded)
}

// Named takes "Artist - Title" apart; a text without a dash is a title.
func Named(text string) Track { return named(text, 0) }
