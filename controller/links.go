package main

import (
	"context"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"strings"

	"foyer/beacons"
)

// links are the personal keys of people: who has one sees the rewards of that
// person. A key is the person and a code that only this venue can make of it.
type links struct{ secret []byte }

// linksFile is where the venue's secret lies, in its data directory.
const linksFile = "links.key"

// openLinks reads the secret, which is made once: with another, every link that
// was handed out is dead.
func openLinks(c config) (links, error) {
	path := filepath.Join(c.path(c.Data), linksFile)
	secret, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		secret = []byte(rand.Text() + rand.Text())
		if err = errors.Join(os.MkdirAll(filepath.Dir(path), 0o700), writeOnce(path, secret)); errors.Is(err, fs.ErrExist) {
			secret, err = os.ReadFile(path) // another was quicker
		}
	}
	if err == nil && len(secret) < 32 {
		err = errors.New("it is too short to be a secret")
	}
	if err != nil {
		return links{}, fmt.Errorf("the key of the personal links (%s): %w", path, err)
	}
	return links{secret}, nil
}

func (l links) code(person beacons.Person) []byte {
	mac := hmac.New(sha256.New, l.secret)
	mac.Write([]byte("foyer personal link|" + string(person)))
	return mac.Sum(nil)[:16]
}

// key is the personal key of a person.
func (l links) key(person beacons.Person) string {
	b64 := base64.RawURLEncoding
	return b64.EncodeToString([]byte(person)) + "." + b64.EncodeToString(l.code(person))
}

// open says whose key it is; false = nobody's.
func (l links) open(key string) (beacons.Person, bool) {
	name, code, _ := strings.Cut(key, ".")
	person, err := base64.RawURLEncoding.DecodeString(name)
	given, bad := base64.RawURLEncoding.DecodeString(code)
	return beacons.Person(person), hmac.Equal(given, l.code(beacons.Person(person))) && err == nil && bad == nil && len(person) > 0
}

const linkHelp = `foyer link --venue venue.yaml PERSON

Prints the personal link of a person: the page with their rewards, why they were
given, and a switch for pushes. PERSON is the id in the registrations; --all
prints a line for everybody (id,link), to send them out. Whoever has a link sees
that person's rewards, so hand it to nobody else.

The pages listen on this machine only. For phones, let a proxy with https (Caddy,
nginx) on this machine lead a name to them and pass the Host header on, and write
the name into the venue file: people: {hosts: [foyer.example.org]}. Under that
name there is the page of personal links and nothing else.`

func linkCommand(_ context.Context, args []string, out io.Writer) error {
	set := flags("link", linkHelp, out)
	file := set.String("venue", "venue.yaml", "the venue file")
	at := set.String("at", "", "where the pages are for people, such as https://foyer.example.org")
	all := set.Bool("all", false, "print everybody's")
	named, err := words(set, args)
	if err != nil {
		return err
	}
	if len(named) != 1 && !*all || len(named) > 0 && *all {
		fmt.Fprintln(out, "foyer link: name one person, foyer link p0001, or write --all")
		return errMisused
	}
	c, problems, err := readConfig(*file)
	if err = errors.Join(err, failed(problems)); err != nil {
		return err
	}
	if hosts := c.People.Hosts.All(); *at == "" && len(hosts) > 0 {
		*at = "https://" + hosts[0]
	} else if *at == "" {
		*at = "http://" + here(c.Listen)
	}
	known, err := loadPeople(c, slog.New(slog.DiscardHandler))
	if err != nil {
		return err
	}
	l, err := openLinks(c)
	if err != nil {
		return err
	}
	found := false
	for i := range known {
		person := known[i].Profile.Person
		link := strings.TrimSuffix(*at, "/") + "/me#" + l.key(person)
		if *all {
			fmt.Fprintf(out, "%s,%s\n", person, link)
		} else if string(person) == named[0] {
			fmt.Fprintln(out, link)
			found = true
		}
	}
	if !*all && !found {
		return errors.New("nobody is registered under this id. The ids are the first column of the registrations file")
	}
	return nil
}
