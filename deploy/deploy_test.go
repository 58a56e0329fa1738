package deploy

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// TestTheExampleVenueIsWithoutMistakes does what the README says: it copies
// this folder and lets foyer check read everything in it.
func TestTheExampleVenueIsWithoutMistakes(t *testing.T) {
	venue := filepath.Join(t.TempDir(), "my-venue")
	if err := os.CopyFS(venue, os.DirFS(".")); err != nil {
		t.Fatal(err)
	}
	foyer := build(t, "foyer", "./controller")
	check := func() (string, error) {
		out, err := exec.CommandContext(t.Context(), foyer, "check", "--venue", filepath.Join(venue, "venue.yaml")).CombinedOutput()
		return string(out), err
	}
	out, err := check()
	// Keys of bridge and push are a technician's own, so they are missing here.
	if err != nil || strings.Count(out, "\n") != 4 || strings.Count(out, " will wait: the key file ") != 2 || !strings.Contains(out, "6 rules, 5 people. No mistakes.\n5 tests stand beside the rules") {
		t.Errorf("foyer check of the example: got %v:\n%s\nwant no mistakes, and two keys that are waited for", err, out)
	}
	// The same check finds a file that is named and not there.
	if err := os.Remove(filepath.Join(venue, "pools", "starbucks-5.csv")); err != nil {
		t.Fatal(err)
	}
	if out, err = check(); err == nil || !strings.Contains(out, "starbucks-5.csv") {
		t.Errorf("foyer check without the pool: got %v:\n%s\nwant an error that names it", err, out)
	}
}

// TestTheReadmeNamesOnlyWhatExists holds every command, flag, file and link of
// the README against what is there.
func TestTheReadmeNamesOnlyWhatExists(t *testing.T) {
	readme, err := os.ReadFile(filepath.Join("..", "README.md"))
	if err != nil {
		t.Fatal(err)
	}
	commands := commandsOf(string(readme))
	if len(commands) < 5 {
		t.Fatalf("the README has the commands %q, want the two and those of one's own venue", commands)
	}
	programs := map[string]string{"foyer": build(t, "foyer", "./controller"), "foyer-sim": build(t, "foyer-sim", "./firmware-sim")}
	for _, command := range commands {
		judge(t, programs, command)
	}
	for _, named := range filesOf(string(readme)) {
		if _, err := os.Stat(filepath.Join("..", named)); err != nil {
			t.Errorf("the README names %s: %v", named, err)
		}
	}
}

// commandsOf are the lines of the code blocks, and what stands between
// backquotes and begins as a command does.
func commandsOf(text string) (commands []string) {
	for line := range strings.Lines(text) {
		if code, ok := strings.CutPrefix(line, "    "); ok {
			code, _, _ = strings.Cut(code, " #")
			commands = append(commands, strings.TrimSpace(code))
		}
	}
	inline := regexp.MustCompile("`((?:make|foyer|foyer-sim|bin/foyer|bin/foyer-sim) [^`]+)`")
	for _, found := range inline.FindAllStringSubmatch(text, -1) {
		commands = append(commands, found[1])
	}
	return commands
}

// filesOf are the links into this repository, and what stands between
// backquotes and is a path of it.
func filesOf(text string) (files []string) {
	for _, found := range regexp.MustCompile(`\]\(([^):]+)\)`).FindAllStringSubmatch(text, -1) {
		files = append(files, found[1])
	}
	for _, found := range regexp.MustCompile("`([a-z-]+/[a-z-/.]*)`").FindAllStringSubmatch(text, -1) {
		files = append(files, found[1])
	}
	return files
}

// judge holds one command against what is there.
func judge(t *testing.T, programs map[string]string, command string) {
	t.Helper()
	words := strings.Fields(command)
	switch name := strings.TrimPrefix(words[0], "bin/"); name {
	case "make":
		made(t, programs, command)
	case "cp":
		if _, err := os.Stat(filepath.Join("..", words[len(words)-2])); err != nil {
			t.Errorf("`%s`: %v", command, err)
		}
	case "foyer", "foyer-sim":
		known(t, programs[name], command, words[1:])
	default:
		t.Errorf("the README tells to run `%s`, which this test does not know: teach it", command)
	}
}

// made asks make whether it could, and the demo about the flags in ARGS.
func made(t *testing.T, programs map[string]string, command string) {
	t.Helper()
	if _, err := exec.LookPath("make"); err != nil {
		if os.Getenv("CI") == "true" {
			t.Fatal("make is missing: apt-get install make")
		}
		t.Skip("make is missing: apt-get install make")
	}
	target, args, _ := strings.Cut(strings.TrimPrefix(command, "make "), " ")
	dry := exec.CommandContext(t.Context(), "make", "-n", target)
	dry.Dir = ".."
	if out, err := dry.CombinedOutput(); err != nil {
		t.Errorf("`%s`: make -n: %v\n%s", command, err, out)
	}
	if args = strings.Trim(strings.TrimPrefix(args, "ARGS="), `"`); args != "" {
		known(t, programs["foyer"], command, append([]string{"demo"}, strings.Fields(args)...))
	}
}

// known asks a program's help about a command and its flags.
func known(t *testing.T, program, command string, words []string) {
	t.Helper()
	help, err := exec.CommandContext(t.Context(), program, words[0], "--help").CombinedOutput()
	if err != nil {
		t.Errorf("`%s`: %s --help: %v\n%s", command, words[0], err, help)
	}
	told := strings.Fields(string(help))
	for _, word := range words[1:] {
		if flag, is := strings.CutPrefix(word, "--"); is && !slices.Contains(told, "-"+flag) {
			t.Errorf("`%s`: there is no flag --%s; the help says:\n%s", command, flag, help)
		}
	}
}

// build builds one of our programs for a test.
func build(t *testing.T, name, pkg string) (program string) {
	t.Helper()
	program = filepath.Join(t.TempDir(), name)
	command := exec.CommandContext(t.Context(), "go", "build", "-tags", "timetzdata", "-o", program, pkg)
	command.Dir = ".."
	command.Env = append(os.Environ(), "CGO_ENABLED=0")
	if out, err := command.CombinedOutput(); err != nil {
		t.Fatalf("go build %s: %v\n%s", pkg, err, out)
	}
	return program
}
