package main

import (
	"cmp"
	"context"
	"fmt"
	"log/slog"
	"time"
)

// lookMQTTLamps listens to what is known of the lamps, and tells them nothing.
func lookMQTTLamps(ctx context.Context, c config) (all []finding) {
	const what, dark = "lamps by MQTT", "the lamps of its zone keep their colours"
	const do = "start what drives the lamps, and compare its names with lights in the venue file"
	g := &gear{}
	if err := g.addMQTTLamps(c, settings{clock: wallClock(), log: slog.New(slog.DiscardHandler)}); err != nil {
		return []finding{{failure, what, firstLine(err), "foyer run does not start with such lamps", "mend lights in the venue file"}}
	}
	if len(g.lampLine.bases) == 0 {
		return nil
	}
	line, err := visitor(c, "doctor-lamps", g.lampLine.topics(), g.lampLine.hear)
	if err != nil {
		return []finding{{failure, what, err.Error(), dark, do}}
	}
	part := accompany(ctx, line)
	defer func() { _ = part() }()
	health, err := arrive(ctx, line, 6*time.Second)
	if err == nil && health.Up {
		err = rest(ctx, time.Second) // what is retained comes at once
	}
	if err != nil {
		return nil // somebody has stopped the doctor
	}
	g.lampLine.linked(health.Up)
	for _, l := range g.lightings {
		if problem := cmp.Or(l.health().Problem, health.Problem); problem != "" {
			all = append(all, finding{failure, l.name, problem, dark, do})
			continue
		}
		all = append(all, finding{Mark: well, What: l.name, Found: fmt.Sprintf("%d lamps, and nothing is known against them", len(l.lamps()))})
	}
	return all
}
