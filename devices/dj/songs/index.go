package songs

import "slices"

// Bounds of a search.
const (
	maxCandidates = 200 // songs compared letter by letter
	leastShare    = 15  // percent of the trigrams that a song must share
)

// index is which songs have a trigram, each once.
type index map[uint64][]int32

func (x index) add(at int32, text string) {
	for _, g := range grams(text) {
		x[g] = append(x[g], at)
	}
}

// grams are the different trigrams of a joined text, its two ends marked.
func grams(text string) []uint64 {
	if text == "" {
		return nil
	}
	const end, mask = 1, 1<<63 - 1 // three runes of 21 bits
	all := make([]uint64, 0, len(text))
	var last uint64 = end
	seen := 1
	for _, r := range text + string(rune(end)) {
		last = (last<<21 | uint64(r)) & mask // a rune of a string is never negative
		if seen++; seen >= 3 {
			all = append(all, last)
		}
	}
	slices.Sort(all)
	return slices.Compact(all)
}

// candidates are the songs that share most with a request: as much of their
// title, or of the request, whichever is less. Equal ones always come first.
func (c *Catalogue) candidates(joined string, exact []string) []int32 {
	var picked []int32
	taken := map[int32]bool{}
	take := func(at int32) {
		if !taken[at] && len(picked) < maxCandidates {
			taken[at] = true
			picked = append(picked, at)
		}
	}
	for _, key := range exact {
		for _, at := range c.exact[key][:min(len(c.exact[key]), maxCandidates/2)] {
			take(at)
		}
	}
	for share, songs := range slices.Backward(c.shares(joined)) {
		if share < leastShare || len(picked) >= maxCandidates {
			break
		}
		for _, at := range songs {
			take(at)
		}
	}
	return picked
}

// shares are the songs by the percentage that they share with a text.
func (c *Catalogue) shares(joined string) [][]int32 {
	asked := grams(joined)
	inTitle, inArtist := make([]uint16, len(c.songs)), make([]uint16, len(c.songs))
	var touched []int32
	for _, g := range asked {
		for _, at := range c.titles[g] {
			if inTitle[at] == 0 {
				touched = append(touched, at)
			}
			inTitle[at]++
		}
		for _, at := range c.artists[g] {
			inArtist[at]++
		}
	}
	by := make([][]int32, 101)
	for _, at := range touched {
		title := 100 * int(inTitle[at]) / c.songs[at].grams
		request := 100 * int(inTitle[at]+inArtist[at]) / len(asked)
		if share := min(title, request, 100); share >= leastShare {
			by[share] = append(by[share], at)
		}
	}
	return by
}
