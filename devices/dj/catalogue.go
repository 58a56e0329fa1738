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

// Place is where a song stands among those the DJ can still play, from 1; 0 =
// it is not there.
func (l List) Place(song string) int {
	wanted := key(song)
	for i := range l.Requests {
		if key(l.Requests[i].Song) == wanted && !l.Requests[i].State.closed() {
			return i + 1
		}
	}
	return 0
}
