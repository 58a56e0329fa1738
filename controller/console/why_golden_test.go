package console

import (
	"bytes"
	"encoding/json"
	"os"
	"reflect"
	"testing"
	"time"
)

const goldenWhyFile = "web/src/why/golden.ts"

// everyAnswer is an answer in which no field is zero.
func everyAnswer() *Why {
	at := time.Date(2026, 5, 9, 11, 16, 30, 0, time.FixedZone("PDT", -7*3600))
	return &Why{
		Rule: "coffee-gift", Title: "A gift card for coffee lovers, once", Person: "p0002", Zone: "dance-floor", At: at, Text: "It acted on Sat 11:16:30: reward, push.",
		Checks: []Check{{Gate: "if", Asks: "person.coffee_visits >= 3", Holds: true, Open: true, Because: "it is 3", Would: "a visit of 45 s or more counts"}},
		Decisions: []Decided{{
			Rule: "coffee-gift", Person: "p0002", At: at, Outcome: "done", Because: "the push is left out", Does: []string{"reward", "push"}, Facts: []string{"became coffee_lover"},
		}},
		Visits: []Counted{{Zone: "coffee-east", From: at, To: at, Open: true, For: "coffee_visits", Holds: true, Because: "counted at 11:16:26: coffee_visits is 3"}},
	}
}

// The page's types of an answer must be ours, as those of the state.
func TestPageKnowsEveryFieldOfAnAnswer(t *testing.T) {
	filled(t, "Why", reflect.ValueOf(*everyAnswer()))
	body, err := json.MarshalIndent(everyAnswer(), "", "  ")
	if err != nil {
		t.Fatal(err)
	}
	want := append([]byte("// Written by the Go tests with -update from the Go types: do not edit.\nimport type { Why } from \"./why\";\n\nexport const golden: Why = "), append(body, ";\n"...)...)
	if *update {
		if err := os.WriteFile(goldenWhyFile, want, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	got, err := os.ReadFile(goldenWhyFile)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, want) {
		t.Errorf("%s is stale: run go test ./controller/console -update, then npm run check in web", goldenWhyFile)
	}
}
