package store

import (
	"go/ast"
	"go/parser"
	"go/token"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"foyer/rules"
)

// every is one effect of each kind with every field set.
func every() []rules.Effect {
	head := push("rule|ada|1/step").Head
	return []rules.Effect{
		rules.Light{Head: head, Zone: "bar", Colours: []rules.Colour{"#ff0000"}, Scene: "rest", Fade: time.Second, Every: time.Minute, Min: 0.1, Max: 0.9},
		rules.Song{Head: head, Queue: "main", Person: "ada", To: "phone-1", Song: "Blue Monday", Taste: "synth", Weight: 1.5, At: evening},
		rules.Reward{Head: head, Person: "ada", Pool: "gift", Code: "G1"},
		push("rule|ada|1/push"),
		rules.Staff{Head: head, Text: "<b>&\u2028"},
		rules.Reply{Head: head, Person: "ada", To: "phone-1", Text: "Number {{dj.position}}.", Queue: "main", Song: "Blue Monday"},
		rules.Publish{Head: head, Topic: "zone/bar", Body: []byte{0, 255}, Retain: true, Sure: true, Outside: true},
		rules.Points{Head: head, Person: "ada", Game: "passport", Add: 10},
		rules.Webhook{Head: head, To: "crm", Type: "rule.hot_lead", Data: []byte(`{"name":"\u003cb\u003e\u2028"}`), Deadline: evening},
	}
}

func TestEffectsSurviveTheOutbox(t *testing.T) {
	for _, want := range every() {
		if zero := zeroField(want); zero != "" {
			t.Errorf("%T: the test leaves %s empty, so it would not see it lost", want, zero)
		}
		body, err := encodeEffect(want)
		if err != nil {
			t.Fatalf("encode %T: %v", want, err)
		}
		got, err := decodeEffect(string(body))
		if diff := cmp.Diff(want, got); err != nil || diff != "" {
			t.Errorf("%T through %s: %v: -want +got\n%s", want, body, err, diff)
		}
	}
}

func zeroField(e rules.Effect) string {
	v := reflect.ValueOf(e)
	for i := range v.NumField() {
		if v.Field(i).IsZero() {
			return v.Type().Field(i).Name
		}
	}
	return ""
}

// The linter refuses a switch with a gap; this refuses the build's tests too.
func TestEveryKindOfEffectIsKnown(t *testing.T) {
	known := map[string]bool{}
	for _, e := range every() {
		known[reflect.TypeOf(e).Name()] = true
	}
	file, err := parser.ParseFile(token.NewFileSet(), "../../rules/effect.go", nil, parser.SkipObjectResolution)
	if err != nil {
		t.Fatal(err)
	}
	found := 0
	ast.Inspect(file, func(n ast.Node) bool {
		spec, ok := n.(*ast.TypeSpec)
		if ok && embedsHead(spec) {
			found++
			if !known[spec.Name.Name] {
				t.Errorf("rules.%s is an effect that effects.go and this test do not know", spec.Name.Name)
			}
		}
		return true
	})
	if found < len(known) {
		t.Errorf("effects in rules/effect.go: got %d, want %d", found, len(known))
	}
}

func embedsHead(spec *ast.TypeSpec) bool {
	body, ok := spec.Type.(*ast.StructType)
	if !ok {
		return false
	}
	for _, field := range body.Fields.List {
		if name, ok := field.Type.(*ast.Ident); ok && len(field.Names) == 0 && name.Name == "Head" {
			return true
		}
	}
	return false
}

func TestUnknownEffectIsAnError(t *testing.T) {
	for _, stored := range []string{"", "{", `{"k":"dance","e":{}}`, `{"k":"push","e":{"title":1}}`} {
		if e, err := decodeEffect(stored); err == nil || !strings.HasPrefix(err.Error(), "effect") {
			t.Errorf("decode %q: got %v, %v; want an error about an effect", stored, e, err)
		}
	}
}

func FuzzDecode(f *testing.F) {
	for _, e := range every() {
		body, _ := encodeEffect(e)
		f.Add(string(body))
	}
	f.Add("reserved|1764000000123000000|ada")
	f.Add("17|9f3a01c2")
	f.Add(`d{"id":"","rule":"r","at":"2026-11-23T20:00:00Z","outcome":"done"}`)
	f.Fuzz(func(t *testing.T, stored string) {
		if e, err := decodeEffect(stored); err == nil {
			body, err := encodeEffect(e)
			if err != nil {
				t.Fatalf("encode what was decoded from %q: %v", stored, err)
			}
			again, err := decodeEffect(string(body))
			if err != nil {
				t.Fatalf("decode %s again: %v", body, err)
			}
			if second, err := encodeEffect(again); err != nil || string(second) != string(body) {
				t.Fatalf("effect %q through the outbox twice: got %s (%v), want %s", stored, second, err, body)
			}
		}
		if m, err := decodeCode("p", "c", stored); err == nil {
			if again, err := decodeCode("p", "c", encodeCode(&m)); err != nil || again != m {
				t.Fatalf("code %q twice: got %v, then %v (%v)", stored, m, again, err)
			}
		}
		_, _ = decodeMark("s", stored)
		_, _ = decodeDecision("i", stored)
	})
}
