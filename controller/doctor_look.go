package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"foyer/controller/people"
	"foyer/controller/store"
)

func firstLine(err error) string {
	line, _, _ := strings.Cut(err.Error(), "\n")
	return line
}

func lookRules(c config) finding {
	book, found, err := readRules(c, c.path(c.Rules))
	if err = errors.Join(err, failed(found)); err != nil {
		return finding{failure, "rules", firstLine(err), "foyer run does not start with rules that cannot be meant", "run foyer check and mend what it shows"}
	}
	return finding{Mark: well, What: "rules", Found: fmt.Sprintf("%d rules, %d pools of codes", len(book.Rules), len(book.Pools))}
}

// lookPeople tells lines of the registrations, and no names.
func lookPeople(c config) finding {
	const what = "registrations"
	if c.People.Registrations == "" {
		return finding{warning, what, "the venue file names none", "nobody can be greeted: all tags are strangers", "export the registrations and name the file under people"}
	}
	list, err := os.ReadFile(c.path(c.People.Registrations))
	if err != nil {
		return finding{failure, what, err.Error(), "foyer run does not start without them", "put the file there, or mend the name under people"}
	}
	enrolled, problems, err := people.Read(bytes.NewReader(list))
	if err != nil {
		return finding{failure, what, err.Error(), "foyer run does not start without them", "mend the heading line of the file"}
	}
	found := fmt.Sprintf("%d people", len(enrolled))
	if len(problems) == 0 {
		return finding{Mark: well, What: what, Found: found}
	}
	var lines []string
	for _, p := range problems[:min(len(problems), 5)] {
		lines = append(lines, fmt.Sprint(p.Line))
	}
	return finding{
		warning, what, fmt.Sprintf("%s; %d rows were not taken whole, the first in lines %s", found, len(problems), strings.Join(lines, ", ")),
		"these people are not known, or lack a part", "run foyer check, which says what is wrong in each row",
	}
}

func lookMap(c config) finding {
	const what = "radio map"
	m, err := readMap(c)
	switch {
	case err != nil:
		return finding{failure, what, err.Error(), "foyer run does not start with a map that cannot be meant", "restore the file, or move it away and run foyer calibrate"}
	case c.Plan.RadioMap == "":
		return finding{Mark: well, What: what, Found: "none named: people are located by the plan alone; foyer calibrate makes it better"}
	case len(m.Spots) == 0:
		return finding{Mark: well, What: what, Found: "not calibrated yet: people are located by the plan alone"}
	}
	unmapped, gone := strayAnchors(m, c.plan())
	missing := unknownZones(m, c.plan())
	if len(unmapped)+len(gone)+len(missing) > 0 {
		return finding{
			warning, what, fmt.Sprintf("%d zones and %d anchors of the plan are not in it, %d anchors in it are not on the plan", len(missing), len(unmapped), len(gone)),
			"people in such zones are found elsewhere, and such anchors say nothing", "run foyer calibrate for the zones that have changed",
		}
	}
	return finding{Mark: well, What: what, Found: fmt.Sprintf("%d spots, %d anchors", len(m.Spots), len(m.Anchors))}
}

func lookStore(ctx context.Context, c config) finding {
	const what = "store"
	seen, err := store.Look(ctx, store.Config{
		Redis: c.Store.Redis.All(), Master: c.Store.Master, User: c.Store.User, Password: c.Store.Password, Dir: c.path(c.Data), Venue: c.Venue,
	})
	switch {
	case err != nil:
		return finding{failure, what, firstLine(err), "without it nothing is remembered and nothing is let go", "start Redis, or mend the address and password under store"}
	case seen.Kind == store.Trial:
		return finding{warning, what, seen.Kind.Line(), "gifts and consents of the last seconds may be forgotten", "install redis-server, and foyer run uses it by itself"}
	case !seen.Safe:
		return finding{warning, what, "Redis " + seen.Version + " writes no append-only file", "what it has not saved is lost when the power is", "set `appendonly yes` in its configuration"}
	case seen.Evicts != "":
		return finding{warning, what, "Redis " + seen.Version + " forgets keys when its memory is full (" + seen.Evicts + ")", "who was given what may be forgotten, and given again", "set `maxmemory-policy noeviction`"}
	case seen.Kind == store.Child && !seen.Running:
		return finding{Mark: skipped, What: what, Found: seen.Kind.Line() + " It does not run now; foyer run starts it, with an append-only file."}
	}
	return finding{Mark: well, What: what, Found: strings.TrimSpace(seen.Kind.Line() + " Redis " + seen.Version + " answers and writes an append-only file.")}
}

// The room on a disk that is little, and too little.
const (
	littleDisk = 1 << 30
	noDisk     = 100 << 20
)

func lookDisk(c config) finding {
	const what, why, do = "disk", "a full disk stops the store, and with it every reward", "make room, or set data to another disk"
	folder := c.path(c.Data)
	for {
		if _, err := os.Stat(folder); err == nil || filepath.Dir(folder) == folder {
			break
		}
		folder = filepath.Dir(folder) // before the first start it is not there yet
	}
	free, err := freeSpace(folder)
	found := fmt.Sprintf("%.1f GB free for the data", float64(free)/(1<<30))
	switch {
	case err != nil:
		return finding{Mark: skipped, What: what, Found: err.Error()}
	case free < noDisk:
		return finding{failure, what, found, why, do}
	case free < littleDisk:
		return finding{warning, what, found, why, do}
	}
	return finding{Mark: well, What: what, Found: found}
}

// lookLights asks each bridge what it has.
func lookLights(ctx context.Context, c config) (all []finding) {
	const what, dark = "lamps", "the lamps of its zones keep their colours"
	if len(c.Lights) == 0 {
		return []finding{{Mark: skipped, What: what, Found: "the venue file names none"}}
	}
	installTransport()
	g := &gear{}
	if err := g.addBridges(c, settings{clock: wallClock(), log: slog.New(slog.DiscardHandler)}); err != nil {
		return []finding{{failure, what, firstLine(err), "foyer run does not start with such lamps", "mend lights in the venue file"}}
	}
	for i, b := range g.bridges {
		part := what
		if len(g.bridges) > 1 {
			part = fmt.Sprintf("lamps of %d", i+1)
		}
		lamps, err := b.Check(ctx)
		if err != nil {
			do := "switch the bridge on, and compare its groups with lights in the venue file"
			if !b.Paired() {
				do = "run foyer pair, and press the button on the bridge"
			}
			all = append(all, finding{failure, part, strings.ReplaceAll(err.Error(), "\n", "; "), dark, do})
			continue
		}
		all = append(all, finding{Mark: well, What: part, Found: fmt.Sprintf("the bridge answers and has every group; %d lamps", lamps)})
	}
	return slices.Concat(all, lookClips(ctx, c), lookWLEDs(ctx, c), lookMQTTLamps(ctx, c), lookDMX(c))
}

func lookPush(c config) finding {
	const what, do = "push", "put the .p8 key of the Apple account where the venue file names it"
	if c.Push.APNs == nil {
		return finding{Mark: skipped, What: what, Found: "the venue file names no push service"}
	}
	g := &gear{}
	err := g.addPush(c, nil, settings{log: slog.New(slog.DiscardHandler)})
	switch {
	case err != nil:
		return finding{failure, what, firstLine(err), "foyer run does not start with such a key", do}
	case len(g.lacking) > 0:
		return finding{failure, what, g.lacking[0].Text, "no phone is told anything", do}
	}
	return finding{Mark: well, What: what, Found: "the key can be read; whether Apple takes it shows with the first push"}
}

// seconds is a duration as a person reads it.
func seconds(d time.Duration) string { return fmt.Sprintf("%.1f s", d.Seconds()) }
