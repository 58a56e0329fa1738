package parse

import (
	"fmt"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// plainNumber is how a number is written: digits, perhaps with a point.
var plainNumber = regexp.MustCompile(`^-?(0|[1-9][0-9]*)(\.[0-9]+)?$`)

// scalar reads one word into a value of Go's own kinds.
func (d *decoder) scalar(n *node, v reflect.Value, at spot) bool {
	switch {
	case v.Kind() == reflect.String:
		return d.text(n, v, at)
	case v.Kind() == reflect.Bool:
		return d.truth(n, v, at)
	case v.CanInt() || v.CanUint() || v.CanFloat():
		return d.number(n, v, at)
	default:
		panic("parse: a field of kind " + v.Kind().String() + " cannot be read")
	}
}

func (d *decoder) text(n *node, v reflect.Value, at spot) bool {
	switch n.kind {
	case list, mapping:
		return d.wrong(n, at, "a text")
	case number, truth:
		quoted := strconv.Quote(n.text)
		d.say(n.at, "wrong-type", fmt.Sprintf("%s is a text, and %s is %s.", at.said(), n.text, n.kind.said()),
			instead(n.at, quoted, "Write "+quoted+"."))
		return false
	}
	if !d.oneOf(n, at) {
		return false
	}
	v.SetString(n.text)
	return true
}

// oneOf checks a text against the words its field may hold.
func (d *decoder) oneOf(n *node, at spot) bool {
	words, limited := at.tag.Lookup("words")
	if !limited || slices.Contains(strings.Split(words, "|"), n.text) {
		return true
	}
	if slices.Contains(strings.Split(at.tag.Get("later"), "|"), n.text) {
		d.later(n.at, at.name+": "+n.text)
		return false
	}
	known := strings.Split(words, "|")
	d.say(n.at, "unknown-word", fmt.Sprintf("%s cannot be `%s`.", at.said(), n.text), d.suggest(n, known, "It can be"))
	return false
}

// suggest proposes the nearest of some names for a text, and lists them when
// none is near; a single one is proposed in any case.
func (d *decoder) suggest(n *node, names []string, which string) *Suggestion {
	if len(names) == 1 {
		return instead(n.at, names[0], "Write `"+names[0]+"`.")
	}
	return meantOr(n.at, n.text, names, which)
}

func (d *decoder) truth(n *node, v reflect.Value, at spot) bool {
	switch strings.ToLower(n.text) {
	case "true", "false":
		if n.kind == truth {
			v.SetBool(strings.EqualFold(n.text, "true"))
			return true
		}
	}
	meaning := map[string]string{"yes": "true", "on": "true", "y": "true", "true": "true", "no": "false", "off": "false", "n": "false", "false": "false"}
	what := hint("Write true or false.")
	if with := meaning[strings.ToLower(n.text)]; with != "" && n.kind != list && n.kind != mapping {
		what = instead(n.at, with, "Write "+with+".")
	}
	d.say(n.at, "wrong-type", at.said()+" is true or false.", what)
	return false
}

func (d *decoder) number(n *node, v reflect.Value, at spot) bool {
	if n.kind != number {
		return d.notNumber(n, v, at)
	}
	if !plainNumber.MatchString(n.text) {
		return d.oddNumber(n, at)
	}
	value, err := strconv.ParseFloat(n.text, 64)
	if err != nil || !fits(n.text, value, v) {
		d.say(n.at, "wrong-value", fmt.Sprintf("%s is %s; %s is not.", at.said(), numberKind(v), n.text), nil)
		return false
	}
	return d.bounded(n, value, at)
}

// fits sets v and tells whether the number is one that it can hold.
func fits(written string, value float64, v reflect.Value) bool {
	if v.CanFloat() {
		v.SetFloat(value)
		return true
	}
	if v.CanUint() {
		u, err := strconv.ParseUint(written, 10, v.Type().Bits())
		v.SetUint(u)
		return err == nil
	}
	i, err := strconv.ParseInt(written, 10, v.Type().Bits())
	v.SetInt(i)
	return err == nil
}

func numberKind(v reflect.Value) string {
	if v.CanFloat() {
		return "a number"
	}
	return "a whole number"
}

func (d *decoder) bounded(n *node, value float64, at spot) bool {
	if least, err := strconv.ParseFloat(at.tag.Get("min"), 64); err == nil && value < least {
		d.say(n.at, "wrong-value", fmt.Sprintf("%s is %s or more.", at.said(), at.tag.Get("min")), nil)
		return false
	}
	if most, err := strconv.ParseFloat(at.tag.Get("max"), 64); err == nil && value > most {
		d.say(n.at, "wrong-value", fmt.Sprintf("%s is %s or less.", at.said(), at.tag.Get("max")), nil)
		return false
	}
	return true
}

func (d *decoder) notNumber(n *node, v reflect.Value, at spot) bool {
	if n.kind == text && n.quote != 0 && plainNumber.MatchString(n.text) {
		d.say(n.at, "wrong-type", at.said()+" is "+numberKind(v)+", without quotes.", instead(n.at, n.text, "Write "+n.text+"."))
		return false
	}
	return d.wrong(n, at, numberKind(v)+", such as 3")
}

// oddNumber sees what YAML would silently read as another number: 010 as 8,
// 1_000 as 1000.
func (d *decoder) oddNumber(n *node, at spot) bool {
	plain := strings.ReplaceAll(strings.TrimPrefix(n.text, "+"), "_", "")
	if cut := strings.TrimLeft(plain, "0"); cut != "" && cut[0] != '.' {
		plain = cut
	}
	if !plainNumber.MatchString(plain) {
		d.say(n.at, "odd-number", fmt.Sprintf("%s is not written like a plain number.", n.text), hint("Write it in digits, such as 10."))
		return false
	}
	message := fmt.Sprintf("%s is %s, but YAML may read another number.", at.said(), n.text)
	if strings.HasPrefix(n.text, "0") {
		message = fmt.Sprintf("%s begins with a zero, and YAML would read another number.", n.text)
	}
	d.say(n.at, "odd-number", message, instead(n.at, plain, "Write "+plain+"."))
	return false
}
