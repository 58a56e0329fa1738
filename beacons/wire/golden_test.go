package wire

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

var update = flag.Bool("update", false, "rewrite the golden files in testdata")

// TestGoldenFiles decodes every line of testdata/*.golden. A line that is not
// indented is a message, "<topic> <body>", with "retained " before it if it
// was; the indented lines after it are what it says.
func TestGoldenFiles(t *testing.T) {
	files, err := filepath.Glob("testdata/*.golden")
	if err != nil || len(files) == 0 {
		t.Fatalf("golden files: %v, %v", files, err)
	}
	for _, file := range files {
		t.Run(filepath.Base(file), func(t *testing.T) {
			text, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			got := retell(string(text))
			if *update {
				if err := os.WriteFile(file, []byte(got), 0o600); err != nil {
					t.Fatal(err)
				}
				return
			}
			if got != string(text) {
				t.Errorf("decoded again:\n%s\nwant:\n%s", got, text)
			}
		})
	}
}

// retell writes a golden file anew.
func retell(file string) string {
	var out strings.Builder
	d, m := pierDecoder(), Message{}
	for line := range strings.Lines(file) {
		line = strings.TrimSuffix(line, "\n")
		if strings.HasPrefix(line, "    ") {
			continue
		}
		out.WriteString(line + "\n")
		if line == "" || line[0] == '#' {
			continue
		}
		rest, retained := strings.CutPrefix(line, "retained ")
		topic, body, _ := strings.Cut(rest, " ")
		err := d.Decode(noon(), topic, []byte(body), retained, &m)
		out.WriteString(tell(&m, err))
	}
	return out.String()
}

// tell says what a message says, a line a fact.
func tell(m *Message, err error) string {
	var out strings.Builder
	say := func(format string, args ...any) { fmt.Fprintf(&out, "    "+format+"\n", args...) }
	if err != nil {
		say("refused: %v", err)
		return out.String()
	}
	switch m.Kind {
	case StampKind:
		say("stamp %q: %q at %s, %s", m.Stamp.ID, m.Stamp.Tag, m.Stamp.Anchor, since(m.Stamp.At))
	case AskKind:
		say("ask %q: %q wants %q in the %s, %s", m.Ask.ID, m.Ask.Phone, m.Ask.Song, m.Ask.From, since(m.Ask.At))
	case HealthKind:
		say("health: %s alive %t", m.Health.Anchor, m.Health.Alive)
	case NumberedKind:
		say("number %d of %s, boot %q", m.Seq, m.Source, m.Boot)
	case PlainKind:
	}
	for _, s := range m.Sightings {
		say("%q near %s, %s: rssi %v, distance %v, power %d, battery %d", s.Tag, s.Anchor, since(s.At), s.RSSI, s.Distance, s.Power, s.Battery)
	}
	for _, r := range m.Refused {
		say("refused: %v", r)
	}
	return out.String()
}

// since is a moment as its distance from the arrival.
func since(at time.Time) string {
	if at.Equal(noon()) {
		return "on arrival"
	}
	return at.Sub(noon()).String()
}
