package draw

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base32"
	"fmt"
	"strings"

	"foyer/beacons"
)

// Salt keeps the lines from being guessed: who has it can tell from a list who
// entered. It is secret, and 16 bytes at least. What a rule calls its salt is a
// name that everybody may read; SaltOf makes a Salt of it.
type Salt []byte

// SaltOf is the salt of that name in a venue with that secret: HMAC-SHA256, 32
// bytes. The secret is 16 bytes at least, else the error is ErrSalt.
func SaltOf(secret []byte, name string) (Salt, error) {
	if err := Salt(secret).check(); err != nil {
		return nil, err
	}
	return keyed(secret, "foyer draw salt "+name), nil
}

func (s Salt) check() error {
	if len(s) < 16 {
		return fmt.Errorf("%w: %d bytes can be guessed; 16 at least", ErrSalt, len(s))
	}
	return nil
}

// Code is what one entrant is given to find their line: 20 letters and digits
// of base32 (A to Z, 2 to 7: 100 bits) in groups of five,
// "ABCDE-FGHIJ-KLMNO-PQRST". It says nothing about the person.
type Code string

// Code is the person's code in the draw of that name.
func (s Salt) Code(draw string, person beacons.Person) Code {
	text := base32.StdEncoding.EncodeToString(keyed(s, draw+"\n"+string(person)))
	return Code(text[:5] + "-" + text[5:10] + "-" + text[10:15] + "-" + text[15:20])
}

// Line is the line the code belongs to: the SHA-256 of "foyer draw " and the
// code's letters and digits. A code may be typed in small letters and with any
// blanks or dashes. Every text has a line; ask List.Has whether it is in.
func (c Code) Line() Line {
	plain := strings.Map(func(r rune) rune {
		if (r >= 'A' && r <= 'Z') || (r >= '2' && r <= '7') {
			return r
		}
		return -1
	}, strings.ToUpper(string(c)))
	return Line(hash("foyer draw " + plain))
}

// Who tells whose the lines are, such as the winners': one person for each
// line, and the empty one for a line that is none of the entrants'.
func (s Salt) Who(draw string, entrants []beacons.Person, lines []Line) []beacons.Person {
	holder := make(map[Line]beacons.Person, len(entrants))
	for _, person := range entrants {
		holder[s.Code(draw, person).Line()] = person
	}
	people := make([]beacons.Person, len(lines))
	for i, line := range lines {
		people[i] = holder[line]
	}
	return people
}

func keyed(key []byte, text string) []byte {
	mac := hmac.New(sha256.New, key)
	mac.Write([]byte(text))
	return mac.Sum(nil)
}
