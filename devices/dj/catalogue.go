package dj

import (
	"golang.org/x/text/unicode/norm"

	"foyer/devices/dj/songs"
)

// Catalogue makes what songs are found in, with Unicode's own tables; see
// songs.New for the problems.
func Catalogue(tracks []songs.Track, never []string) (*songs.Catalogue, []songs.Problem) {
	return songs.New(norm.NFKD.String, tracks, never)
}

// Lookup finds the track of a song on the list by its name. Of a clean and an
// explicit one of the same name it gives the clean one, which can be played. A
// track without a title says that there is none.
func Lookup(c *songs.Catalogue) func(song string) songs.Track {
	fold := songs.NewFolder(norm.NFKD.String)
	by := map[string]songs.Track{}
	for _, t := range c.Tracks() {
		k := fold.Key(t.Name())
		if had, known := by[k]; !known || (had.Explicit && !t.Explicit) {
			by[k] = t
		}
	}
	return func(song string) songs.Track { return by[fold.Key(song)] }
}

// artist is who a song of the list is by, "" = not known.
func artist(song string, t songs.Track) string {
	if t.Artist != "" {
		return t.Artist
	}
	return songs.Named(song).Artist
}
