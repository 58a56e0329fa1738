package parse

import (
	"fmt"
	"regexp"
	"strings"
	"time"
)

// The ways people write a length of time: as we read it, with the unit in
// words, and without one.
var (
	ourDuration   = regexp.MustCompile(`^([0-9]+(\.[0-9]+)?(h|ms|m|s))+$`)
	wordyDuration = regexp.MustCompile(`^([0-9]+(?:\.[0-9]+)?)\s*([A-Za-z]+)\.?$`)
	bareNumber    = regexp.MustCompile(`^-?[0-9]+(\.[0-9]+)?$`)
)

// scanDuration reads 45s, 10m, 1h30m or 1500ms.
func scanDuration(v *time.Duration, name, written string) *slip {
	if ourDuration.MatchString(written) {
		length, err := time.ParseDuration(written)
		if *v = length; err == nil {
			return nil
		}
	}
	if bareNumber.MatchString(written) {
		return &slip{code: "missing-unit", message: written + " what?", hint: fmt.Sprintf("Write %ss or %[1]sm.", strings.TrimPrefix(written, "-"))}
	}
	wrong := &slip{code: "wrong-value", message: fmt.Sprintf("`%s` is a length of time; `%s` is none.", name, written), hint: "Write it as 45s, 10m or 1h30m."}
	if with := fromWords(written); with != "" {
		wrong.with, wrong.hint = with, "Write "+with+"."
	}
	return wrong
}

// fromWords turns "10 minutes" into 10m; "" when the unit is none.
func fromWords(written string) string {
	parts := wordyDuration.FindStringSubmatch(written)
	if parts == nil {
		return ""
	}
	number, unit := parts[1], strings.ToLower(parts[2])
	switch strings.TrimSuffix(unit, "s") {
	case "", "sec", "second":
		return number + "s"
	case "m", "min", "minute":
		return number + "m"
	case "h", "hr", "hour":
		return number + "h"
	case "milli", "msec", "millisecond":
		return number + "ms"
	case "d", "day":
		if days, err := time.ParseDuration(number + "h"); err == nil {
			return fmt.Sprintf("%gh", days.Hours()*24)
		}
	}
	return ""
}

// scanTime reads a date and time with its offset.
func scanTime(v *time.Time, name, written string) *slip {
	at, err := time.Parse(time.RFC3339, written)
	if err != nil {
		return &slip{code: "wrong-value", message: fmt.Sprintf("`%s` is a date and time; `%s` is none.", name, written), hint: "Write it as 2026-05-09T08:00:00Z."}
	}
	*v = at
	return nil
}
