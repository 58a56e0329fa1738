package draw_test

import (
	"os"
	"strings"
	"testing"

	"foyer/rules/draw"
)

// What an attendee reads is what runs: verify_test.go runs the same file.
func TestScriptOfTheReadmeIsTheOneThatRuns(t *testing.T) {
	readme, err := os.ReadFile("README.md")
	if err != nil {
		t.Fatal(err)
	}
	_, after, _ := strings.Cut(string(readme), "```python\n")
	script, _, _ := strings.Cut(after, "```")
	onDisk, err := os.ReadFile("verify.py")
	if err != nil {
		t.Fatal(err)
	}
	if script != string(onDisk) || draw.Script() != script {
		t.Errorf("the script of README.md, of verify.py and of the program differ:\n%s\n%s\n%s", script, onDisk, draw.Script())
	}
	if lines := strings.Count(script, "\n"); lines > 20 {
		t.Errorf("the script has %d lines; anybody should be able to read it, 20 at most", lines)
	}
}
