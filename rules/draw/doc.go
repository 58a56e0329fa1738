// Package draw picks winners so that nobody need trust who drew.
//
// # The order of things
//
//  1. Entry closes. Publish makes the list: the terms (what is drawn, how many
//     win, where the seed will come from) and one line for each entrant. A line
//     is a hash and names nobody. Each entrant gets a Code, and only they.
//  2. The list and its Hash are shown to all: on the screens, in the app, read
//     aloud. From now on nobody can be added, left out or exchanged.
//  3. The seed comes into the world: a number that nobody could know at step 2
//     and everybody can look up. It is typed in before the people.
//  4. Pick gives every line a number and orders the lines by it. The first win,
//     the others are reserves: who does not come is passed over for the next
//     in line, and nothing is drawn again.
//
// # How an attendee checks it
//
// Save the list when it is shown, and look at its hash. It is the hash of the
// file, so any tool will do:
//
//	sha256sum list.txt
//
// Find your line, with your code in capitals and without dashes. If it is not
// in the file, you were left out; say so before the seed is drawn:
//
//	printf 'foyer draw %s' ABCDEFGHIJKLMNOPQRST | sha256sum
//
// When the seed is there, look it up at its source, not on our screen, and
// order the lines yourself with verify.py, which is beside this file, is twenty
// lines long and needs nothing but Python 3:
//
//	python3 verify.py list.txt 'the seed' ABCDE-FGHIJ-KLMNO-PQRST
//
// It prints the hash, the lines in the order of the draw, and where you are in
// it. Without Python, the number of any one line is a hash too, and the winners
// have the smallest ones:
//
//	printf '%s%s%s' HASH LINE 'the seed' | sha256sum
//
// # Why it is fair
//
// For who does not know the seed, the numbers of the lines are as good as
// thrown by dice of 2^256 sides, so every order of the lines is as likely as
// every other. Nothing is divided and no remainder is taken, so there is no
// bias to remove and nothing to throw again: two lines have one number with a
// chance below 2^-216 for a million entrants. The number takes in the list's
// hash, so one seed may serve many draws and tells nothing from one to the next.
//
// The seed must be unknown when the list is published, and of many possible
// ones (2^40 at least: six lottery numbers and a closing price; a coin is not
// enough), else who makes the list could try salts until a friend wins. Good
// ones are a round of drand that lies ahead (api.drand.sh, "randomness", 256
// bits), a pulse of the NIST beacon (beacon.nist.gov, "outputValue", 512 bits),
// tonight's lottery. Naming the source beforehand is part of the terms, as RFC
// 3797 asks; ordering by a keyed hash instead of dividing is what its list was
// answered ("Fixing the algorithm", ietf@ietf.org, 31 August 2006).
//
// # What it cannot show
//
// It cannot show that every line is a person. The number of lines is public,
// and an auditor who is given entrants and salt can see whether Publish makes
// the same list of them. And whoever has a code can say which line it is, so a code is for one
// pair of eyes; it does not tell who the person is.
//
// The package is pure. Nothing of it needs saving but the text of the list, its
// hash and the seed: Read and Pick do the rest.
package draw
