package devices_test

import (
	"os"
	"regexp"
	"strings"
	"testing"
)

// TestEverySnippetOfTheReadmeStandsInItsFile reads the file that is named above
// each piece of Go.
func TestEverySnippetOfTheReadmeStandsInItsFile(t *testing.T) {
	readme := textOf(t, "README.md")
	blocks := regexp.MustCompile("(?s)`([^`\n]+\\.go)`\n```go\n(.*?)```").FindAllStringSubmatch(readme, -1)
	if all := strings.Count(readme, "```go"); len(blocks) != all || all < 8 {
		t.Fatalf("the README has %d pieces of Go, and %d of them name their file", all, len(blocks))
	}
	for _, block := range blocks {
		if !strings.Contains(squeezed(textOf(t, block[1])), squeezed(block[2])) {
			t.Errorf("%s does not hold what devices/README.md says it does:\n%s", block[1], block[2])
		}
	}
}

// TestTheReadmeTellsTheWholePromise compares it with the suite.
func TestTheReadmeTellsTheWholePromise(t *testing.T) {
	parts := regexp.MustCompile(`(?m)^\t\t\{"([A-Za-z]+)",`).FindAllStringSubmatch(textOf(t, "devicetest/devicetest.go"), -1)
	if len(parts) < 8 {
		t.Fatalf("the suite has %d parts; are they still a table?", len(parts))
	}
	readme := textOf(t, "README.md")
	for _, part := range parts {
		if !strings.Contains(readme, "| `"+part[1]+"` |") {
			t.Errorf("devices/README.md does not say what %s holds", part[1])
		}
	}
	if rows := len(regexp.MustCompile("(?m)^\\| `[A-Z][A-Za-z]{10,}` \\|").FindAllString(readme, -1)); rows != len(parts) {
		t.Errorf("devices/README.md tells of %d parts of the promise, the suite has %d", rows, len(parts))
	}
}

func textOf(t *testing.T, name string) string {
	t.Helper()
	text, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// squeezed is a text in which every gap is one blank: gofmt aligns.
func squeezed(text string) string { return strings.Join(strings.Fields(text), " ") }
