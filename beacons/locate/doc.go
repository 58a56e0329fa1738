// Package locate says where a person is, from the sightings of what they carry.
//
// It promises one setting for all venues: no anchor, zone or data set has a
// number of its own. It answers unknown rather than guess, needs clear and
// lasting evidence before it moves somebody, lets people go by its own clock
// when nothing of theirs is heard, and takes nobody's place because an anchor
// died. The same sightings in the same order give the same answers.
//
// It is pure: it never reads a clock, starts a goroutine, locks, logs or
// allocates while it hears. One goroutine owns an Engine and its Tracks.
package locate
