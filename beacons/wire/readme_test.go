package wire

import (
	"os"
	"regexp"
	"strings"
	"testing"
)

func readme(t *testing.T) string {
	t.Helper()
	text, err := os.ReadFile("../README.md")
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func TestEveryExampleOfTheReadmeIsUnderstood(t *testing.T) {
	d, m, examples := pierDecoder(), Message{}, 0
	for _, block := range regexp.MustCompile("(?s)```mqtt\n(.*?)```").FindAllStringSubmatch(readme(t), -1) {
		for line := range strings.Lines(block[1]) {
			topic, body, _ := strings.Cut(strings.TrimSpace(line), " ")
			if err := d.Decode(noon(), topic, []byte(body), false, &m); err != nil || len(m.Refused) > 0 {
				t.Errorf("the README's example %s: got %v, %v; want it understood", line, err, m.Refused)
			}
			examples++
		}
	}
	if examples < 20 {
		t.Errorf("the README has %d examples; are they still between ```mqtt and ```?", examples)
	}
}

func TestEveryBadExampleOfTheReadmeIsRefusedForItsReason(t *testing.T) {
	d, m, examples := pierDecoder(), Message{}, 0
	for _, row := range regexp.MustCompile("(?m)^\\| ([a-z ]+) \\| `([^ `]+) (.*)` \\|$").FindAllStringSubmatch(readme(t), -1) {
		if got := reasonOf(t, d.Decode(noon(), row[2], []byte(row[3]), false, &m)); got != Reason(row[1]) {
			t.Errorf("the README's bad example %s %s: got %q, want %q", row[2], row[3], got, row[1])
		}
		examples++
	}
	if examples < 24 {
		t.Errorf("the README has %d bad examples, want 24", examples)
	}
}
