package parse

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"

	"foyer/rules"
)

// tick is a time of day in a test, to the minute or to the second.
type tick struct {
	clock  time.Duration
	within time.Duration // how exact it was written
}

var tickShape = regexp.MustCompile(`^([0-9]{1,2}):([0-9]{2}):([0-9]{2})$`)

func (k *tick) scan(name, written string) *slip {
	if parts := tickShape.FindStringSubmatch(written); parts != nil {
		hour, _ := strconv.Atoi(parts[1])
		minute, _ := strconv.Atoi(parts[2])
		second, _ := strconv.Atoi(parts[3])
		if hour < 24 && minute < 60 && second < 60 {
			*k = tick{time.Duration(hour)*time.Hour + time.Duration(minute)*time.Minute + time.Duration(second)*time.Second, time.Second}
			return nil
		}
	}
	var c clock
	wrong := c.scan(name, written)
	*k = tick{time.Duration(c), time.Minute}
	if wrong != nil && wrong.with == "" {
		wrong.hint = "Write it as \"09:00\" or \"09:00:45\"."
	}
	return wrong
}

// colour is a colour as the registrations keep it.
type colour rules.Colour

var colourShape = regexp.MustCompile(`^#[0-9a-f]{6}$`)

func (c *colour) scan(name, written string) *slip {
	if low := strings.ToLower(written); colourShape.MatchString(low) {
		*c = colour(low)
		return nil
	}
	return &slip{code: "wrong-value", message: fmt.Sprintf("`%s` is a colour; `%s` is none.", name, written), hint: "Write it as \"#ff6600\"."}
}
