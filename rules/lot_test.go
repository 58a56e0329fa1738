package rules

import "testing"

func TestWhatATestDrawsIsNotTossed(t *testing.T) {
	everybody, nobody := Holdout{Share: 0.999999, Salt: "a"}, Holdout{}
	for _, test := range []struct {
		name    string
		lot     *Lot
		holdout Holdout
		want    bool
	}{
		{"tossed", nil, everybody, true},
		{"drawn to be in", &Lot{}, everybody, false},
		{"drawn to be out", &Lot{HeldOut: true}, everybody, true},
		{"drawn to be out of none", &Lot{HeldOut: true}, nobody, false},
	} {
		p := Profile{Person: "ada", Lot: test.lot}
		if got := p.heldOut(&test.holdout); got != test.want {
			t.Errorf("%s: held out is %t, want %t", test.name, got, test.want)
		}
	}
	p := Profile{Person: "ada", Lot: &Lot{Variants: map[string]string{"wording": "plain"}}}
	if got, drawn := p.Drawn("wording"); got != "plain" || !drawn {
		t.Errorf("a variant that was drawn: got %q, %t; want plain, true", got, drawn)
	}
	if _, drawn := p.Drawn("colour"); drawn {
		t.Error("a variant that was not drawn: got one, want a toss")
	}
}
