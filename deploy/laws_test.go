// Package deploy holds what a venue is set up with. Its tests hold the laws of
// the house and load every file that is shipped as an example.
package deploy

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"os/exec"
	"slices"
	"strings"
	"testing"
)

// arrows says for each package what of ours it may import. A trailing /...
// means the folder and all below. A package that is not here has no place yet.
func arrows() map[string][]string {
	return map[string][]string{
		"beacons":                 {},
		"beacons/wire":            {"beacons"},
		"beacons/locate":          {"beacons"},
		"beacons/frame":           {"beacons"},
		"beacons/link":            {},
		"beacons/link/brokertest": {},
		"beacons/radio":           {},
		"beacons/gateway":         {"beacons", "beacons/frame", "beacons/link", "beacons/radio", "beacons/gateway/spool"},
		"beacons/gateway/spool":   {},
		"rules":                   {"beacons", "rules/experiment"},
		"rules/experiment":        {"beacons"},
		"rules/parse":             {"beacons", "rules", "rules/experiment"},
		"rules/rank":              {"beacons"},
		"rules/draw":              {"beacons"},
		"devices":                 {},
		"devices/devicetest":      {"devices"},
		"devices/light":           {"beacons", "rules"},
		"devices/hue":             {"beacons", "rules", "devices", "devices/light"},
		"devices/mqttlight":       {"beacons", "rules", "devices", "devices/light"},
		"devices/wled":            {"beacons", "rules", "devices", "devices/light"},
		"devices/hue/clip":        {"beacons", "rules", "devices", "devices/light", "devices/hue"},
		"devices/dmx":             {"beacons", "rules", "devices", "devices/light"},
		"devices/push":            {"beacons", "rules", "devices"},
		"devices/push/web":        {"beacons", "rules", "devices"},
		"devices/dj":              {"beacons", "rules", "devices", "devices/dj/songs"},
		"devices/dj/songs":        {},
		"devices/dj/osc":          {"devices", "devices/dj"},
		"devices/dj/mpd":          {"devices", "devices/dj"},
		"devices/dj/mastodon":     {"devices", "devices/dj"},
		"devices/webhook":         {"devices"},
		"devices/os2l":            {"devices"},
		"devices/wallet":          {},
		"controller":              {"beacons/...", "rules/...", "devices/...", "controller/...", "firmware-sim/...", "deploy"}, // the last two: the demo command
		"controller/venue":        {"beacons", "beacons/frame", "beacons/locate", "rules", "rules/experiment", "rules/rank", "rules/draw"},
		"controller/trial":        {"beacons", "controller/venue", "rules"},
		"controller/history":      {"beacons", "rules", "rules/parse", "controller/venue"},
		"controller/people":       {"beacons", "beacons/frame", "rules", "controller/venue"},
		"controller/store":        {"beacons", "rules", "controller/venue"},
		"controller/broker":       {},
		"controller/console":      {"beacons", "rules/parse"}, // a mistake has one form everywhere
		"firmware-sim":            {"beacons/...", "firmware-sim/..."},
		"firmware-sim/accuracy":   {"beacons/..."},
		"firmware-sim/crowd":      {"beacons"},
		"firmware-sim/gateways":   {"beacons"},
		"firmware-sim/bridge":     {"beacons"},
		"firmware-sim/phones":     {"beacons"},
		"deploy":                  {},
	}
}

// doors says which package is the one door to each third-party module.
func doors() map[string]string {
	return map[string]string{
		"github.com/HdrHistogram/hdrhistogram-go": "firmware-sim",
		"github.com/SherClockHolmes/webpush-go":   "devices/push/web",
		"github.com/alicebob/miniredis/v2":        "controller/store",
		"github.com/amimof/huego":                 "devices/hue",
		"github.com/eclipse/paho.mqtt.golang":     "beacons/link",
		"github.com/expr-lang/expr":               "rules/parse",
		"github.com/goccy/go-yaml":                "rules/parse",
		"github.com/lucasb-eyer/go-colorful":      "devices/light",
		"github.com/mochi-mqtt/server/v2":         "controller/broker",
		"github.com/pion/dtls/v3":                 "devices/hue/clip",
		"github.com/redis/go-redis/v9":            "controller/store",
		"github.com/sideshow/apns2":               "devices/push",
		"github.com/smallstep/pkcs7":              "devices/wallet",
		"golang.org/x/crypto":                     "beacons/wire",
		"golang.org/x/image":                      "controller/people",
		"golang.org/x/net":                        "devices/hue",
		"golang.org/x/sync":                       "controller",
		"golang.org/x/sys":                        "beacons/radio",
		"golang.org/x/text":                       "devices/dj",
		"periph.io/x/conn/v3":                     "beacons/gateway",
		"periph.io/x/devices/v3":                  "beacons/gateway",
		"periph.io/x/host/v3":                     "beacons/gateway",
	}
}

// secondDoors says which package beside its door may import a module, and why
// (decisions/0006). They stand on the two ends of one wire.
func secondDoors() map[string]map[string]string {
	return map[string]map[string]string{
		"github.com/pion/dtls/v3": {"firmware-sim/bridge": "the pretend bridge takes the streams that the driver sends"},
	}
}

// pure are the packages that know no world: time and chance are arguments.
func pure() []string {
	return []string{
		"beacons", "beacons/wire", "beacons/frame", "beacons/locate", "rules", "rules/experiment", "devices/light",
		"controller/venue", "controller/people", "controller/history", "controller/trial", "firmware-sim/crowd",
		"rules/rank", "rules/draw", "devices/dj/songs",
	}
}

const module = "foyer"

type listed struct {
	ImportPath string
	Imports    []string
	Module     *struct{ Path string }
	Standard   bool
}

func TestArrowsPointTheWayTheHouseSays(t *testing.T) {
	table := arrows()
	for _, p := range ours(t) {
		name := place(p.ImportPath)
		allowed, known := table[name]
		if !known {
			t.Errorf("package %s has no place in the arrow table: say where it stands", name)
			continue
		}
		for _, imported := range p.Imports {
			if inside(imported) && !slices.ContainsFunc(allowed, func(a string) bool { return covers(a, place(imported)) }) {
				t.Errorf("%s imports %s; it may import %v", name, place(imported), allowed)
			}
		}
	}
}

func TestEachLibraryHasOneDoor(t *testing.T) {
	table := doors()
	modules := moduleOf(t)
	for _, p := range ours(t) {
		if strings.HasSuffix(p.ImportPath, "test") {
			continue // test helpers
		}
		for _, imported := range p.Imports {
			library := modules[imported]
			if library == "" || library == module {
				continue
			}
			door, known := table[library]
			if !known {
				t.Errorf("%s imports %s, which has no door: say which package it is", place(p.ImportPath), library)
			} else if door != place(p.ImportPath) && secondDoors()[library][place(p.ImportPath)] == "" {
				t.Errorf("%s imports %s, whose one door is %s", place(p.ImportPath), library, door)
			}
		}
	}
}

func TestPurePackagesKnowNoWorld(t *testing.T) {
	world := []string{"net", "net/http", "os", "os/exec", "log", "log/slog", "sync", "sync/atomic", "context", "syscall"}
	for _, p := range ours(t) {
		if !slices.Contains(pure(), place(p.ImportPath)) {
			continue
		}
		for _, imported := range p.Imports {
			if slices.Contains(world, imported) {
				t.Errorf("%s is pure and imports %s: take an argument, return an effect", place(p.ImportPath), imported)
			}
		}
	}
}

func TestTheTablesNameNothingThatIsGone(t *testing.T) {
	var there []string
	for _, p := range ours(t) {
		there = append(there, place(p.ImportPath))
	}
	for name := range arrows() {
		if !slices.Contains(there, name) {
			t.Errorf("the arrow table names %s, which does not exist", name)
		}
	}
}

func ours(t *testing.T) (packages []listed) {
	t.Helper()
	for _, p := range list(t, "./...") {
		if inside(p.ImportPath) {
			packages = append(packages, p)
		}
	}
	return packages
}

func moduleOf(t *testing.T) map[string]string {
	t.Helper()
	modules := map[string]string{}
	for _, p := range list(t, "-deps", "./...") {
		if p.Module != nil {
			modules[p.ImportPath] = p.Module.Path
		}
	}
	return modules
}

// list asks the go command, without test files: tests may reach further.
func list(t *testing.T, args ...string) (packages []listed) {
	t.Helper()
	command := exec.CommandContext(t.Context(), "go", append([]string{"list", "-json=ImportPath,Imports,Module,Standard"}, args...)...)
	command.Dir = ".."
	out, err := command.Output()
	if err != nil {
		t.Fatalf("go list %v: %v", args, err)
	}
	decoder := json.NewDecoder(bytes.NewReader(out))
	for {
		var p listed
		err := decoder.Decode(&p)
		if errors.Is(err, io.EOF) {
			return packages
		}
		if err != nil {
			t.Fatalf("go list %v: %v", args, err)
		}
		packages = append(packages, p)
	}
}

func inside(path string) bool { return strings.HasPrefix(path, module+"/") }

func place(path string) string { return strings.TrimPrefix(path, module+"/") }

func covers(allowed, place string) bool {
	folder, all := strings.CutSuffix(allowed, "/...")
	return allowed == place || (all && (place == folder || strings.HasPrefix(place, folder+"/")))
}
