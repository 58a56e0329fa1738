package parse

import (
	"errors"
	"regexp"
	"strings"

	"github.com/expr-lang/expr/file"
)

// unexpected is how the expression library names a word it does not take.
var unexpected = regexp.MustCompile(`unexpected token \w+\("(.*)"\)`)

// complain says a complaint of the expression library as an organizer would.
func (j *judge) complain(err error) {
	var known *file.Error
	if !errors.As(err, &known) {
		j.tell(j.node.at, "expression", "This condition cannot be read.", nil)
		return
	}
	at := j.within(j.node, known.From, max(1, known.To-known.From))
	switch message := known.Message; {
	case strings.Contains(message, "EOF"):
		j.tell(at, "expression", "This condition ends too early.", hint("Look for a missing value or bracket."))
	case strings.Contains(message, "not terminated"):
		j.tell(j.node.at, "expression", "A text in quotes does not end in this condition.", hint("Close it with the same quote."))
	case strings.Contains(message, "unrecognized character"):
		j.odd(at, known.From)
	case strings.Contains(message, "maximum allowed nodes"):
		j.tell(j.node.at, "too-large", "This condition is too long.", hint("Split it into several lines; all of them must hold."))
	case strings.Contains(message, "number"):
		j.tell(at, "expression", "A number cannot be written like this.", hint("Write digits only, such as 3."))
	default:
		j.unexpected(at, known.From, message)
	}
}

// odd sees a character that no condition has, such as a curly quote.
func (j *judge) odd(at Pos, from int) {
	r := rune(0)
	if runes := []rune(j.node.text); from < len(runes) {
		r = runes[from]
	}
	if strings.ContainsRune("“”„«»", r) {
		j.tell(at, "expression", "These quotes are curly.", instead(at, "\"", "Write straight ones: \"."))
		return
	}
	if strings.ContainsRune("‘’‚", r) {
		j.tell(at, "expression", "These quotes are curly.", instead(at, "'", "Write straight ones: '."))
		return
	}
	if strings.ContainsRune("≥≤≠", r) {
		with := map[rune]string{'≥': ">=", '≤': "<=", '≠': "!="}[r]
		j.tell(at, "expression", "This sign is not known here.", instead(at, with, "Write "+with+"."))
		return
	}
	j.tell(at, "expression", "This character has no meaning in a condition.", hint("Remove it."))
}

// unexpected sees a word that does not fit, and the ones that people bring
// from elsewhere.
func (j *judge) unexpected(at Pos, from int, message string) {
	found := unexpected.FindStringSubmatch(message)
	if found == nil {
		j.tell(at, "expression", "This does not fit here.", nil)
		return
	}
	rest := string([]rune(j.node.text)[min(from, len([]rune(j.node.text))):])
	for _, habit := range []struct{ from, with string }{
		{"=>", ">="},
		{"=<", "<="},
		{"=", "=="},
		{"AND ", "and"},
		{"And ", "and"},
		{"OR ", "or"},
		{"Or ", "or"},
		{"IN ", "in"},
		{"NOT ", "not"},
		{"&", "and"},
		{"is not ", "!="},
		{"is ", "=="},
		{"equals ", "=="},
	} {
		if strings.HasPrefix(rest, habit.from) {
			word := strings.TrimSpace(habit.from)
			at.EndColumn = at.Column + len(word)
			j.tell(at, "expression", "A condition has no `"+word+"`.", instead(at, habit.with, "Write `"+habit.with+"`."))
			return
		}
	}
	j.tell(at, "expression", "`"+found[1]+"` does not fit here.", hint("Look for a missing `and`, `or` or quote before it."))
}
