package parse

import (
	"slices"
	"strings"
)

// nearest finds the name that was most likely meant, or "" when none is near
// enough: a wrong suggestion costs more than none.
func nearest(found string, names []string) string {
	best, bestAt := "", reach(found)+1
	for _, name := range slices.Sorted(slices.Values(names)) {
		d := distance(fold(found), fold(name))
		// Hands slip rarely at the first letter.
		likelier := d < bestAt || d == bestAt && best != "" && alike(found, name) && !alike(found, best)
		if likelier && name != found {
			best, bestAt = name, d
		}
	}
	return best
}

// reach is how many slips of the hand a word of this length may hold.
func reach(word string) int {
	switch n := len(word); {
	case n < 2:
		return 0
	case n < 5:
		return 1
	case n < 9:
		return 2
	default:
		return 3
	}
}

// alike tells whether two words begin alike.
func alike(a, b string) bool { return a != "" && b != "" && a[0] == b[0] }

func fold(s string) []rune {
	return []rune(strings.ReplaceAll(strings.ToLower(s), "-", "_"))
}

// distance counts insertions, deletions, substitutions and swaps of neighbours
// that turn a into b (optimal string alignment).
func distance(a, b []rune) int {
	before, last, row := make([]int, len(b)+1), make([]int, len(b)+1), make([]int, len(b)+1)
	for j := range last {
		last[j] = j
	}
	for i := 1; i <= len(a); i++ {
		row[0] = i
		for j := 1; j <= len(b); j++ {
			row[j] = min(last[j]+1, row[j-1]+1, last[j-1]+differ(a[i-1], b[j-1]))
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				row[j] = min(row[j], before[j-2]+1)
			}
		}
		before, last, row = last, row, before
	}
	return last[len(b)]
}

func differ(a, b rune) int {
	if a == b {
		return 0
	}
	return 1
}

// Nearest is the name that was most likely meant, "" when none is near enough.
func Nearest(found string, names []string) string { return nearest(found, names) }
