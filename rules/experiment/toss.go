package experiment

import (
	"cmp"
	"crypto/sha256"
	"encoding/binary"
	"math/bits"
	"slices"

	"foyer/beacons"
)

// Assign tosses for a person: the same variant on every machine and in every
// run, by weight, independent of all other IDs and salts. It is "" when the
// design has no weight at all.
//
// The toss is the first 8 bytes, big endian, of SHA-256 (FIPS 180-4) over salt,
// ID and person, each after its length in 8 bytes, big endian, so that no two
// different triples are one text. The arms lie on it side by side, in the
// order of their names.
func (d Design) Assign(person beacons.Person) Variant {
	point, _ := bits.Mul64(toss(d.Salt, d.ID, string(person)), d.weights())
	arms := slices.Clone(d.Arms)
	slices.SortFunc(arms, func(a, b Arm) int { return cmp.Compare(a.Variant, b.Variant) })
	var edge uint64
	for _, a := range arms {
		edge += uint64(max(0, a.Weight))
		if point < edge {
			return a.Variant
		}
	}
	return ""
}

func toss(parts ...string) uint64 {
	var text []byte
	for _, part := range parts {
		text = binary.BigEndian.AppendUint64(text, uint64(len(part)))
		text = append(text, part...)
	}
	sum := sha256.Sum256(text)
	return binary.BigEndian.Uint64(sum[:])
}
