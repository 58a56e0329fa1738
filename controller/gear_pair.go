package main

import (
	"strings"

	"foyer/devices/hue"
)

// paired is what pairing with a bridge gave, out of its key file; or why there
// is nothing, in words that end a sentence.
func (c config) paired(address, reference string) (_ hue.Paired, lacks string) {
	file, err := c.secret(reference)
	if err != nil {
		return hue.Paired{}, err.Error()
	}
	p, err := hue.ReadKey(file)
	switch {
	case err != nil:
		return hue.Paired{}, err.Error()
	case strings.HasPrefix(address, "https://") && p.Pin == "":
		return hue.Paired{}, "the key file does not know its certificate, which https needs"
	}
	return p, ""
}

// pairing tells the address of a bridge that somebody has to pair with.
func pairing(b *hue.Bridge) func() string {
	return func() string {
		if b.Paired() {
			return ""
		}
		return b.URL()
	}
}
