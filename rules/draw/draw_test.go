package draw_test

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"foyer/beacons"
	"foyer/rules/draw"
)

func terms() draw.Terms {
	return draw.Terms{Draw: "passport-prize", Winners: 3, Seed: "drand, the first round after 16:30, randomness"}
}

func salt() draw.Salt { return draw.Salt("sixteen bytes at least") }

func people(n int) []beacons.Person {
	entrants := make([]beacons.Person, n)
	for i := range entrants {
		entrants[i] = beacons.Person(fmt.Sprint("person-", i))
	}
	return entrants
}

func publish(t testing.TB, terms draw.Terms, entrants []beacons.Person) draw.List {
	t.Helper()
	list, err := draw.Publish(terms, entrants, salt())
	if err != nil {
		t.Fatalf("publish %d entrants: %v", len(entrants), err)
	}
	return list
}

func pick(t testing.TB, list draw.List, seed string) draw.Result {
	t.Helper()
	result, err := draw.Pick(list, seed)
	if err != nil {
		t.Fatalf("pick with %q: %v", seed, err)
	}
	return result
}

// A draw of this version can be checked in ten years: these numbers stay.
func ExamplePick() {
	salt, _ := draw.SaltOf([]byte("the secret of this venue"), "passport")
	entrants := []beacons.Person{"ada", "bo", "cy", "dee", "eve"}
	terms := draw.Terms{Draw: "passport-prize", Winners: 2, Seed: "the lottery of 10 May 2026"}
	list, _ := draw.Publish(terms, entrants, salt)
	fmt.Print(list)
	fmt.Println("hash", list.Hash())

	result, _ := draw.Pick(list, "03 11 24 38 41 45")
	fmt.Println("winners", salt.Who(terms.Draw, entrants, result.Winners))
	fmt.Println("reserves", salt.Who(terms.Draw, entrants, result.Reserves))
	fmt.Println("ada's code", salt.Code(terms.Draw, "ada"))
	// Output:
	// draw: passport-prize
	// winners: 2
	// seed: the lottery of 10 May 2026
	// entrants: 5
	//
	// 24eaa2566e3c40e97f4c384751b40d2c2f5261b1c1869db4e034beaa1acd2afc
	// 2e41c79d16e39403eaac36f14ba848af8ba96a8c370c666ffd7fd151cb5e3985
	// 60aa9fa4faacb731fae9e53bf844b67e016c6aa30bf091e9421096be9f404acf
	// 915c5502dcce680dd4451765cb0e9137b335b232f586b51b1590a4f5dfd59895
	// f481da93fceae54c900d517c308e968483f0c7d92639fb929c197af0e874dd0e
	// hash 542d8ab03411389685c5c0a01da449fedc85bc38c8d0e3e57ca2ed4d8b088638
	// winners [eve cy]
	// reserves [bo ada dee]
	// ada's code 2S5Q4-BHH76-PC4Y5-Y4QPH
}

func TestTheListNamesNobodyAndEverybodyFindsTheirLine(t *testing.T) {
	entrants := people(50)
	list := publish(t, terms(), entrants)
	for _, person := range entrants {
		if strings.Contains(list.String(), string(person)) {
			t.Errorf("the list names %s", person)
		}
		code := salt().Code("passport-prize", person)
		typed := draw.Code(" " + strings.ReplaceAll(strings.ToLower(string(code)), "-", " "))
		if !list.Has(code.Line()) || typed.Line() != code.Line() {
			t.Errorf("%s does not find their line with %q or %q", person, code, typed)
		}
	}
	if list.Has(salt().Code("passport-prize", "a stranger").Line()) || list.Has(draw.Code("").Line()) {
		t.Error("who has not entered finds a line")
	}
	other := terms()
	other.Draw = "another prize"
	for _, line := range publish(t, other, entrants).Lines() {
		if list.Has(line) {
			t.Error("a line is in two draws: they tell who entered both")
		}
	}
}

func TestTheOrderOfEntryDoesNotMatter(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		entrants := people(rapid.IntRange(1, 20).Draw(r, "entrants"))
		again := rapid.Permutation(entrants).Draw(r, "again")
		a, b := publish(t, terms(), entrants), publish(t, terms(), again)
		if a.Hash() != b.Hash() {
			r.Fatalf("entered %v and %v: hashes %s and %s", entrants, again, a.Hash(), b.Hash())
		}
		if diff := cmp.Diff(pick(t, a, "7"), pick(t, b, "7")); diff != "" {
			r.Fatalf("entered %v and %v:\n%s", entrants, again, diff)
		}
	})
}

func TestAnyChangeAfterPublicationChangesTheHash(t *testing.T) {
	published := publish(t, terms(), people(9))
	changed := map[string]draw.List{
		"one more":  publish(t, terms(), people(10)),
		"one less":  publish(t, terms(), people(8)),
		"exchanged": publish(t, terms(), append(people(8), "somebody else")),
	}
	more, source := terms(), terms()
	more.Winners, source.Seed = 4, "another source"
	changed["one winner more"] = publish(t, more, people(9))
	changed["another seed"] = publish(t, source, people(9))
	for name, list := range changed {
		if list.Hash() == published.Hash() {
			t.Errorf("%s: the hash is the same", name)
		}
		err := draw.Verify(list.String(), published.Hash(), pick(t, list, "7"))
		if !errors.Is(err, draw.ErrHash) {
			t.Errorf("%s: verify says %v, want %v", name, err, draw.ErrHash)
		}
	}
}

func TestEverybodyIsDrawnOnce(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		of := terms()
		of.Winners = rapid.IntRange(1, 12).Draw(r, "winners")
		n := rapid.IntRange(1, 12).Draw(r, "entrants")
		list := publish(t, of, people(n))
		result := pick(t, list, rapid.StringMatching(`[!-~]{1,20}`).Draw(r, "seed"))
		if want := min(n, of.Winners); len(result.Winners) != want || result.Spare != of.Winners-want {
			r.Fatalf("%d entrants, %d can win: %d won, %d spare", n, of.Winners, len(result.Winners), result.Spare)
		}
		all := slices.Concat(result.Winners, result.Reserves)
		slices.Sort(all)
		if !slices.Equal(all, list.Lines()) {
			r.Fatalf("drawn %v of %v", all, list.Lines())
		}
		if err := draw.Verify(list.String(), list.Hash(), result); err != nil {
			r.Fatalf("verify: %v", err)
		}
	})
}

// TestEveryOrderIsAsLikelyAsEveryOther throws 24,000 seeds for the 24 orders of
// four people: chi-square with 23 degrees of freedom is above 49.7 once in a
// thousand times for fair dice. The seeds are the same every time.
func TestEveryOrderIsAsLikelyAsEveryOther(t *testing.T) {
	const seeds, orders = 24_000, 24
	list, seen := publish(t, terms(), people(4)), map[string]int{}
	for i := range seeds {
		result := pick(t, list, fmt.Sprint(i))
		seen[fmt.Sprint(result.Winners, result.Reserves)]++
	}
	if got := chiSquare(seen, seeds/orders); len(seen) != orders || got > 49.7 {
		t.Errorf("%d orders of %d, chi-square %.1f, want at most 49.7: %v", len(seen), orders, got, seen)
	}
}

// TestEachEntrantHasTheSameChance counts who wins at all, with seeds as long as
// a beacon's. Three of ten win at once, so the statistic is (10-1)/(10-3) of a
// chi-square with 9 degrees of freedom's, which is above 27.9 once in a thousand.
func TestEachEntrantHasTheSameChance(t *testing.T) {
	const seeds, entrants = 10_000, 10
	list, chance := publish(t, terms(), people(entrants)), rand.New(rand.NewPCG(1, 2))
	won := map[string]int{}
	for range seeds {
		for _, line := range pick(t, list, fmt.Sprintf("%016x%016x", chance.Uint64(), chance.Uint64())).Winners {
			won[string(line)]++
		}
	}
	got := chiSquare(won, seeds*3/entrants) * (entrants - 1) / (entrants - 3)
	if len(won) != entrants || got > 27.9 {
		t.Errorf("%d of %d ever won, statistic %.1f, want at most 27.9: %v", len(won), entrants, got, won)
	}
}

func chiSquare(seen map[string]int, expected float64) (sum float64) {
	for _, n := range seen {
		off := float64(n) - expected
		sum += off * off / expected
	}
	return sum
}

func TestWhatIsWrongIsSaid(t *testing.T) {
	bad := draw.Terms{Draw: "two\nrows", Winners: 0}
	for name, c := range map[string]struct {
		terms    draw.Terms
		entrants []beacons.Person
		salt     draw.Salt
		want     []error
		says     string
	}{
		"nobody":       {terms(), nil, salt(), []error{draw.ErrNobody}, "draw: nobody has entered"},
		"no identity":  {terms(), []beacons.Person{"ada", ""}, salt(), []error{draw.ErrNobody}, "draw: nobody: entrant 2 has no identity"},
		"twice":        {terms(), []beacons.Person{"ada", "bo", "ada"}, salt(), []error{draw.ErrTwice}, "draw: one entrant twice: entrants 1 and 3"},
		"short salt":   {terms(), people(2), draw.Salt("passport"), []error{draw.ErrSalt}, "draw: salt: 8 bytes can be guessed; 16 at least"},
		"all at once":  {bad, nil, nil, []error{draw.ErrTerms, draw.ErrSalt, draw.ErrNobody}, `the name "two\nrows" is not one line of text`},
		"no winners":   {bad, people(2), salt(), []error{draw.ErrTerms}, "0 can win; one at least"},
		"no seed told": {bad, people(2), salt(), []error{draw.ErrTerms}, `the source of the seed "" is not one line of text`},
	} {
		_, err := draw.Publish(c.terms, c.entrants, c.salt)
		for _, want := range c.want {
			if !errors.Is(err, want) {
				t.Errorf("%s: got %v, want %v", name, err, want)
			}
		}
		if err == nil || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%s: got %v, want it to say %s", name, err, c.says)
		}
	}
	if _, err := draw.SaltOf([]byte("short"), "passport"); !errors.Is(err, draw.ErrSalt) {
		t.Errorf("a salt of a short secret: got %v, want %v", err, draw.ErrSalt)
	}
}

func TestASeedIsAskedFor(t *testing.T) {
	list := publish(t, terms(), people(5))
	for _, seed := range []string{"", "  ", "a\nb", "7\t", "sieben·", "\x7f"} {
		if _, err := draw.Pick(list, seed); !errors.Is(err, draw.ErrSeed) {
			t.Errorf("pick with %q: got %v, want %v", seed, err, draw.ErrSeed)
		}
	}
	if diff := cmp.Diff(pick(t, list, "7 11"), pick(t, list, "  7 11 ")); diff != "" {
		t.Errorf("blanks around a seed change the draw:\n%s", diff)
	}
	if _, err := draw.Pick(draw.List{}, "7"); !errors.Is(err, draw.ErrNobody) {
		t.Errorf("pick from no list: got %v, want %v", err, draw.ErrNobody)
	}
}

func TestAWrongResultIsFound(t *testing.T) {
	list := publish(t, terms(), people(9))
	for name, change := range map[string]func(*draw.Result){
		"another winner": func(r *draw.Result) { r.Winners[0], r.Reserves[0] = r.Reserves[0], r.Winners[0] },
		"another order":  func(r *draw.Result) { slices.Reverse(r.Reserves) },
		"another seed":   func(r *draw.Result) { r.Seed = "8" },
		"spare prizes":   func(r *draw.Result) { r.Spare = 1 },
	} {
		said := pick(t, list, "7")
		change(&said)
		if err := draw.Verify(list.String(), list.Hash(), said); !errors.Is(err, draw.ErrWinners) {
			t.Errorf("%s: got %v, want %v", name, err, draw.ErrWinners)
		}
	}
	if err := draw.Verify(list.String(), list.Hash(), draw.Result{}); !errors.Is(err, draw.ErrSeed) {
		t.Errorf("nothing said: got %v, want %v", err, draw.ErrSeed)
	}
}

func TestOnlyAPublishedTextIsRead(t *testing.T) {
	text := publish(t, terms(), people(3)).String()
	list, err := draw.Read(text)
	if err != nil || list.String() != text || list.Terms() != terms() {
		t.Fatalf("read back: %v, terms %v, text\n%s", err, list.Terms(), list)
	}
	rows := strings.SplitAfter(text, "\n")
	for name, text := range map[string]string{
		"empty":        "",
		"no lines":     strings.Join(rows[:5], ""),
		"a line less":  strings.Join(rows[:7], ""),
		"line twice":   strings.Replace(text, rows[6], rows[5], 1),
		"out of order": strings.Join(rows[:5], "") + rows[7] + rows[6] + rows[5],
		"capitals":     strings.Join(rows[:5], "") + strings.ToUpper(strings.Join(rows[5:], "")),
		"short line":   strings.Replace(text, rows[6], rows[6][1:], 1),
		"no last end":  strings.TrimSuffix(text, "\n"),
		"Windows ends": strings.ReplaceAll(text, "\n", "\r\n"),
		"no winners":   strings.Replace(text, "winners: 3", "winners: 0", 1),
		"a word":       strings.Replace(text, "winners: 3", "winners: three", 1),
		"a sign":       strings.Replace(text, "winners: 3", "winners: +3", 1),
		"a row more":   "so: what\n" + text,
	} {
		if err := draw.Verify(text, "", draw.Result{}); !errors.Is(err, draw.ErrList) {
			t.Errorf("%s: got %v, want %v", name, err, draw.ErrList)
		}
	}
}

func FuzzRead(f *testing.F) {
	list, err := draw.Publish(terms(), people(3), salt())
	if err != nil {
		f.Fatal(err)
	}
	f.Add(list.String())
	f.Fuzz(func(t *testing.T, text string) {
		if list, err := draw.Read(text); err == nil && list.String() != text {
			t.Errorf("%q is read as %q", text, list)
		}
	})
}

func BenchmarkPublish(b *testing.B) {
	entrants := people(100_000)
	for b.Loop() {
		publish(b, terms(), entrants)
	}
}

func BenchmarkPick(b *testing.B) {
	list := publish(b, terms(), people(100_000))
	for b.Loop() {
		pick(b, list, "7")
	}
}
