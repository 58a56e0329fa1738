package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"foyer/devices/hue"
)

const pairHelp = `foyer pair [ADDRESS] --venue venue.yaml

Asks a Hue bridge for a key, while somebody presses the round button on it, and
writes it where the venue file says (key: file:hue.key), with what is needed to
know the bridge again. Without ADDRESS it looks for bridges on this network and
takes the one of the venue file that has no key yet. A key that works is left
alone, but for --anew; one that is replaced is kept beside the new one. A
running foyer takes the new key by itself.`

// looker finds the bridges on this network.
type looker func(ctx context.Context, wait time.Duration) ([]hue.Found, error)

// lookFor is how long bridges have to answer.
const lookFor = 2 * time.Second

func pairCommand(ctx context.Context, args []string, out io.Writer) error {
	return pairWith(ctx, args, out, hue.Discover)
}

func pairWith(ctx context.Context, args []string, out io.Writer, look looker) error {
	set := flags("pair", pairHelp, out)
	file := set.String("venue", "venue.yaml", "the venue file")
	anew := set.Bool("anew", false, "ask for a new key even if the one that is there works")
	named, err := words(set, args)
	if err != nil {
		return err
	}
	if len(named) > 1 {
		fmt.Fprintf(out, "foyer pair: %q is one word too many\n", named[1])
		return errMisused
	}
	c, problems, err := readConfig(*file)
	if err = errors.Join(err, failed(problems)); err != nil {
		return err
	}
	installTransport()
	say := func(text string) { fmt.Fprintln(out, text) }
	door, err := c.choose(ctx, named, look, say)
	if err != nil {
		return err
	}
	say(fmt.Sprintf("Pairing with the bridge at %s.", door.url))
	switch err = c.pair(ctx, door, *anew, say); {
	case errors.Is(err, errKeyWorks):
		say(fmt.Sprintf("The key in %s works: there is nothing to do. --anew asks for a new one.", c.path(door.key)))
		return nil
	case err != nil:
		return err
	}
	c.tellLamps(ctx, door, say)
	return nil
}

// choose is the bridge to pair with: the one that is named, or the only one of
// the venue file that has no key.
func (c config) choose(ctx context.Context, named []string, look looker, say func(string)) (doorbell, error) {
	doors := c.doorbells()
	if len(named) == 1 {
		i := slices.IndexFunc(doors, func(d doorbell) bool { return d.at(named[0]) })
		if i < 0 {
			return doorbell{}, fmt.Errorf("the venue file names no bridge at %s; %s", named[0], sayDoors(doors))
		}
		return doors[i], nil
	}
	if err := c.look(ctx, doors, look, say); err != nil {
		return doorbell{}, err
	}
	open := slices.DeleteFunc(slices.Clone(doors), func(d doorbell) bool {
		_, lacks := c.paired(d.url, d.key)
		return lacks == ""
	})
	switch {
	case len(doors) == 1:
		return doors[0], nil
	case len(open) == 1:
		return open[0], nil
	case len(doors) > 1 && open == nil:
		return doorbell{}, fmt.Errorf("each bridge has a key already; say which one is to be paired with: %s", sayDoors(doors))
	case len(open) > 1:
		return doorbell{}, fmt.Errorf("say which bridge is to be paired with: %s", sayDoors(open))
	}
	return doorbell{}, errors.New("the venue file names no bridge. Write one under lights: {id: lounge, zone: lounge, kind: hue, bridge: https://192.168.1.20, group: \"1\", key: file:hue.key}")
}

func sayDoors(doors []doorbell) string {
	if len(doors) == 0 {
		return "it names none. Write one under lights first"
	}
	var all []string
	for _, d := range doors {
		all = append(all, d.url)
	}
	return "it names " + strings.Join(all, ", ")
}

// look shows the bridges on this network beside those of the venue file.
func (c config) look(ctx context.Context, doors []doorbell, look looker, say func(string)) error {
	say(fmt.Sprintf("Looking for bridges on this network, for %.0f s.", lookFor.Seconds()))
	found, err := look(ctx, lookFor)
	if ctx.Err() != nil {
		return ctx.Err()
	}
	if err != nil {
		say("This network cannot be asked: " + err.Error())
		return nil
	}
	for _, f := range found {
		known := "the venue file does not name it"
		if i := slices.IndexFunc(doors, func(d doorbell) bool { return d.at(f.Host()) }); i >= 0 {
			known = "in the venue file as " + doors[i].url
		}
		say(fmt.Sprintf("Found %s: %s.", f, known))
	}
	if len(found) == 0 {
		say("No bridge answered. Many networks let no such question through; the address in the venue file does as well.")
	}
	return nil
}

// tellLamps says what the new key opens, and which groups there are when the
// venue file names one that is not there.
func (c config) tellLamps(ctx context.Context, d doorbell, say func(string)) {
	for _, f := range lookLights(ctx, c.only(d)) {
		say(fmt.Sprintf("%s: %s.", f.What, strings.TrimSuffix(f.Found, ".")))
	}
}

// only is the venue with the lamps of one bridge.
func (c config) only(d doorbell) config {
	c.Lights = slices.DeleteFunc(slices.Clone(c.Lights), func(l lamps) bool { return l.Bridge != d.url })
	return c
}
