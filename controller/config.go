package main

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"net"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"foyer/beacons"
	"foyer/rules/parse"
)

// venueSchema is the first line of every venue file.
const venueSchema = "foyer.venue/v1"

// config is one venue file. Names in it are the contract with technicians.
type config struct {
	Schema        string          `yaml:"schema,required"`
	Venue         string          `yaml:"venue,required"`
	Rules         string          `yaml:"rules,required"`
	Data          string          `yaml:"data"` // directory of the embedded store
	Broker        brokerConfig    `yaml:"broker"`
	Store         storeConfig     `yaml:"store"`
	Listen        string          `yaml:"listen"`
	Plan          planConfig      `yaml:"plan,required"`
	Zones         []zoneConfig    `yaml:"zones,required"`
	Anchors       []anchor        `yaml:"anchors,required"`
	Producers     producers       `yaml:"producers"`
	People        peopleConfig    `yaml:"people"`
	Lights        []lamps         `yaml:"lights"`
	Push          pushConfig      `yaml:"push"`
	DJ            []djConfig      `yaml:"dj"`
	Sponsors      []sponsorConfig `yaml:"sponsors"`
	Webhooks      []hookConfig    `yaml:"webhooks"`
	Staff         staffConfig     `yaml:"staff"`
	HomeAssistant homeAssistant   `yaml:"home_assistant"`
	// Wallet makes passes of rewards; nil = nobody does.
	Wallet *walletConfig `yaml:"wallet"`
	// Publish are topics outside foyer/<venue>/ that rules may speak under.
	Publish parse.Texts `yaml:"publish"`

	file string // other files are named from where it lies
}

type brokerConfig struct {
	URL      string `yaml:"url"`
	User     string `yaml:"user"`
	Password string `yaml:"password"`
	CA       string `yaml:"ca"`
	Cert     string `yaml:"cert"`
	Key      string `yaml:"key"`
}

type storeConfig struct {
	Redis    parse.Texts `yaml:"redis"`
	Master   string      `yaml:"master"`
	User     string      `yaml:"user"`
	Password string      `yaml:"password"`
}

type planConfig struct {
	Width float64 `yaml:"width,required" min:"1"`
	Depth float64 `yaml:"depth,required" min:"1"`
	// RadioMap is the file that foyer calibrate writes; it need not be there.
	RadioMap string `yaml:"radio_map"`
}

type zoneConfig struct {
	ID       string       `yaml:"id,required"`
	Kind     string       `yaml:"kind,required"`
	Name     string       `yaml:"name"`
	Area     [][2]float64 `yaml:"area,required"`
	Capacity int          `yaml:"capacity" min:"0"`
}

type anchor struct {
	ID     string     `yaml:"id,required"`
	Zone   string     `yaml:"zone,required"`
	At     [2]float64 `yaml:"at,required"`
	Beacon string     `yaml:"beacon"`
	// As is what foreign producers call it.
	As parse.Texts `yaml:"as"`
}

type peopleConfig struct {
	Registrations string `yaml:"registrations"`
	// Hosts are names under which a proxy leads people to their personal page.
	Hosts parse.Texts `yaml:"hosts"`
}

// defaults are what a venue file need not say.
func defaults() config {
	return config{Listen: "127.0.0.1:8080", Data: "foyer-data"}
}

// readConfig reads a venue file, with every mistake in it at once.
func readConfig(file string) (config, []parse.Problem, error) {
	source, err := os.ReadFile(file)
	if err != nil {
		return config{}, nil, fmt.Errorf("venue file: %w", err)
	}
	c, problems := decodeConfig(file, source)
	return c, problems, nil
}

func decodeConfig(file string, source []byte) (config, []parse.Problem) {
	c := defaults()
	positions, problems := parse.Decode(file, source, &c)
	c.file = file
	if !parse.Failed(problems) {
		problems = append(problems, c.validate(positions)...)
	}
	return c, problems
}

// validate finds what is readable but cannot be meant.
func (c config) validate(at parse.Positions) []parse.Problem {
	v := validation{file: c.file, at: at}
	if c.Schema != venueSchema {
		v.say("schema", fmt.Sprintf("This is `%s`, and only `%s` is understood.", c.Schema, venueSchema))
	}
	if strings.ContainsAny(c.Venue, "/+#{}| ") {
		v.say("venue", "The venue is a part of every MQTT topic: it must have no space and none of / + # { } |.")
	}
	if host, _, err := net.SplitHostPort(c.Listen); err != nil || !loopback(host) {
		v.say("listen", "The pages have no sign-in yet, so they listen on this machine only: write 127.0.0.1:8080.")
	}
	for _, host := range c.People.Hosts.All() {
		if host == "" || strings.ContainsAny(host, "/: ") {
			v.say("people.hosts", fmt.Sprintf("`%s` is no name of a machine: write it without https:// and without a port, as foyer.example.org.", host))
		}
	}
	zones := c.zoneNames(&v)
	c.checkAnchors(&v, zones)
	c.checkSponsors(&v, zones)
	c.checkLights(&v, zones)
	c.checkDJ(&v, zones)
	c.checkHomeAssistant(&v)
	c.checkPush(&v)
	c.checkHooks(&v)
	c.checkPublish(&v)
	c.checkBeacons(&v)
	return v.problems
}

func (c config) zoneNames(v *validation) (names []string) {
	for i, z := range c.Zones {
		if slices.Contains(names, z.ID) {
			v.say(fmt.Sprintf("zones[%d].id", i), fmt.Sprintf("There is a zone `%s` already.", z.ID))
		}
		if len(z.Area) < 3 {
			v.say(fmt.Sprintf("zones[%d].area", i), "An area needs three corners or more.")
		}
		names = append(names, z.ID)
	}
	return names
}

func (c config) checkAnchors(v *validation, zones []string) {
	var ids []string
	for i, a := range c.Anchors {
		if slices.Contains(ids, a.ID) {
			v.say(fmt.Sprintf("anchors[%d].id", i), fmt.Sprintf("There is an anchor `%s` already.", a.ID))
		}
		ids = append(ids, a.ID)
		v.among(fmt.Sprintf("anchors[%d].zone", i), "zone", a.Zone, zones)
	}
	c.checkProducers(v, ids)
}

type validation struct {
	file     string
	at       parse.Positions
	problems []parse.Problem
}

func (v *validation) say(path, message string) {
	at := v.at.At(path)
	v.problems = append(v.problems, parse.Problem{
		File: v.file, Line: at.Line, Column: at.Column, EndColumn: at.EndColumn, Code: "meaning", Severity: parse.Error, Message: message,
	})
}

func (v *validation) among(path, noun, name string, names []string) {
	if !slices.Contains(names, name) {
		v.say(path, fmt.Sprintf("There is no %s `%s`. There are: %s.", noun, name, strings.Join(names, ", ")))
	}
}

func loopback(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || (ip != nil && ip.IsLoopback())
}

// plan is the place of a venue file.
func (c config) plan() beacons.Plan {
	p := beacons.Plan{Width: c.Plan.Width, Depth: c.Plan.Depth, Booths: c.booths(), Doors: beacons.Doors{Hooks: c.hookIDs(), Topics: c.Publish.All()}}
	for _, z := range c.Zones {
		p.Zones = append(p.Zones, beacons.ZonePlan{
			ID: beacons.Zone(z.ID), Kind: beacons.Kind(z.Kind), Name: cmp.Or(z.Name, z.ID), Area: z.Area, Capacity: z.Capacity,
		})
	}
	for _, a := range c.Anchors {
		p.Anchors = append(p.Anchors, beacons.AnchorPlan{ID: beacons.Anchor(a.ID), Zone: beacons.Zone(a.Zone), At: a.At, Beacon: a.Beacon})
	}
	return p
}

// path is a file named in the venue file, from where that file lies.
func (c config) path(name string) string {
	return beside(c.file, strings.TrimPrefix(name, "file:"))
}

// beside is a file that another file names: from the folder of that one.
func beside(file, name string) string {
	if filepath.IsAbs(name) {
		return name
	}
	return filepath.Join(filepath.Dir(file), name)
}

// secret reads a key: `file:NAME` is a file beside the venue file, `env:NAME`
// an environment variable.
func (c config) secret(reference string) ([]byte, error) {
	if name, ok := strings.CutPrefix(reference, "env:"); ok {
		value, set := os.LookupEnv(name)
		if !set {
			return nil, fmt.Errorf("the environment variable %s is not set", name)
		}
		return []byte(value), nil
	}
	if !strings.HasPrefix(reference, "file:") {
		return nil, fmt.Errorf("a key is not written into the venue file: write file:NAME or env:NAME")
	}
	key, err := os.ReadFile(c.path(reference))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("the key file %s is not there", c.path(reference))
	}
	return key, err
}

// lackingKeys says which devices cannot be spoken to yet, and why.
func (c config) lackingKeys() (lacking []string) {
	keys := map[string]string{}
	for _, l := range c.lightsOf("hue") {
		keys["the lamps of "+l.Bridge] = l.Key
	}
	if c.Push.APNs != nil {
		keys["pushes"] = c.Push.APNs.Key
	}
	for _, h := range c.Webhooks {
		keys["the webhook "+h.ID] = h.Secret.All()[0]
	}
	for _, d := range c.DJ {
		if d.Mastodon != nil {
			keys["posts of the DJ "+d.ID] = d.Mastodon.Token
		}
	}
	for _, device := range slices.Sorted(maps.Keys(keys)) {
		if _, err := c.secret(keys[device]); err != nil {
			lacking = append(lacking, device+" will wait: "+err.Error())
		}
	}
	return lacking
}
