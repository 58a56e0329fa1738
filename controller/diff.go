package main

import (
	"slices"
	"strings"

	"foyer/controller/console"
)

// diff compares two texts line by line: the longest common run of lines stays,
// the rest goes or comes.
func diff(old, now string) (lines []console.DiffLine) {
	a, b := strings.Split(old, "\n"), strings.Split(now, "\n")
	head := 0
	for head < len(a) && head < len(b) && a[head] == b[head] {
		head++
	}
	tail := 0
	for tail < len(a)-head && tail < len(b)-head && a[len(a)-1-tail] == b[len(b)-1-tail] {
		tail++
	}
	i, j := 0, 0
	same := func() {
		lines = append(lines, console.DiffLine{Op: " ", Old: i + 1, New: j + 1, Text: a[i]})
		i, j = i+1, j+1
	}
	for i < head {
		same()
	}
	left := common(a[head:len(a)-tail], b[head:len(b)-tail])
	for i < len(a)-tail || j < len(b)-tail {
		switch x, y := i-head, j-head; {
		case i < len(a)-tail && j < len(b)-tail && a[i] == b[j]:
			same()
		case j == len(b)-tail || i < len(a)-tail && left(x+1, y) >= left(x, y+1):
			lines = append(lines, console.DiffLine{Op: "-", Old: i + 1, Text: a[i]})
			i++
		default:
			lines = append(lines, console.DiffLine{Op: "+", New: j + 1, Text: b[j]})
			j++
		}
	}
	for i < len(a) {
		same()
	}
	return lines
}

// maxCompared bounds the work on two texts that differ everywhere: two files of
// two thousand lines.
const maxCompared = 4_000_000

// common says for each pair of places how many lines two texts still share
// from there on.
func common(a, b []string) (left func(i, j int) int32) {
	if len(a)*len(b) > maxCompared {
		return func(int, int) int32 { return 0 } // all goes, then all comes
	}
	shared := make([][]int32, len(a)+1)
	for i := range shared {
		shared[i] = make([]int32, len(b)+1)
	}
	for i, before := range slices.Backward(a) {
		for j, after := range slices.Backward(b) {
			shared[i][j] = max(shared[i+1][j], shared[i][j+1])
			if before == after {
				shared[i][j] = shared[i+1][j+1] + 1
			}
		}
	}
	return func(i, j int) int32 { return shared[i][j] }
}
