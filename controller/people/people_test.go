package people

import (
	"bytes"
	"os"
	"slices"
	"strings"
	"testing"

	"foyer/beacons"
	"foyer/controller/venue"
	"foyer/rules"
)

func TestTheContractFileIsTakenWhole(t *testing.T) {
	file, err := os.ReadFile("../../deploy/registrations.csv")
	if err != nil {
		t.Fatal(err)
	}
	people, problems, err := Read(bytes.NewReader(file))
	if err != nil || len(problems) > 0 {
		t.Fatalf("reading deploy/registrations.csv: error %v, problems %v, want none", err, problems)
	}
	if len(people) != 5 {
		t.Fatalf("people: got %d, want 5", len(people))
	}
	third, fourth, fifth := people[2].Profile, people[3].Profile, people[4]
	if third.Colour != "#143cc8" {
		t.Errorf("colour of rgb(20, 60, 200): got %s, want #143cc8", third.Colour)
	}
	if badges := people[2].Badges; len(badges) != 1 || badges[0].Tag != "b00003" || badges[0].Key[1] != 0x11 || badges[0].Exponent != 10 {
		t.Errorf("the badge with a key: got %v, want b00003 with its key, changing every 2^10 s", badges)
	}
	if !fourth.Staff || people[0].Profile.Staff {
		t.Errorf("staff: got %v and %v, want the fourth only", people[0].Profile.Staff, fourth.Staff)
	}
	if fifth.Profile.Agreed(rules.Location) || !slices.Equal(fifth.Tags, []beacons.Tag{"phone-5"}) {
		t.Errorf("guest 5: agrees %v, carries %v, want nothing and phone-5", fifth.Profile.Consents, fifth.Tags)
	}
}

func TestABadRowIsReportedAndTheOthersAreTaken(t *testing.T) {
	for _, row := range []struct{ name, bad, reason string }{
		{"no id", ",,A,b9,,,,,,,,location", "the id is empty"},
		{"id twice", "p1,,A,b9,,,,,,,,location", "the id p1 stands in line 2 already"},
		{"badge twice", "p9,,A,b1,,,,,,,,location", "the badge b1 stands in line 2 already"},
		{"too few fields", "p9,x", "this row has 2 fields, the heading has 12"},
		{"unknown consent", "p9,,A,b9,,,,,,,,location;telepathy", `there is no consent "telepathy"`},
		{"staff maybe", "p9,,A,b9,,,,,,maybe,,location", `staff says "maybe"`},
		{"a quote in the middle", `p9,,A"x,b9,,,,,,,,location`, "this row is not CSV"},
	} {
		t.Run(row.name, func(t *testing.T) {
			people, problems, err := Read(strings.NewReader(columns + "\np1,,A,b1,,,,,,,,location\n" + row.bad + "\np2,,B,b2,,,,,,,,location\n"))
			if err != nil {
				t.Fatal(err)
			}
			if got := ids(people); !slices.Equal(got, []beacons.Person{"p1", "p2"}) {
				t.Errorf("taken with %q between: got %v, want p1 and p2", row.bad, got)
			}
			if len(problems) != 1 || problems[0].Line != 3 || !strings.Contains(problems[0].Reason, row.reason) {
				t.Errorf("problems: got %v, want one in line 3 with %q", problems, row.reason)
			}
		})
	}
}

func TestABadFieldLeavesTheRestOfTheRow(t *testing.T) {
	people, problems, _ := Read(strings.NewReader("id,favourite_colour,apns_token,consents\np1,blurple,xyz,push\n"))
	if len(people) != 1 || people[0].Profile.Colour != "" || people[0].Profile.PushToken != "" || !people[0].Profile.Agreed(rules.PushNote) {
		t.Errorf("people: got %+v, want p1 without colour and token, agreeing to push", people)
	}
	if len(problems) != 2 {
		t.Errorf("problems: got %v, want one for the colour and one for the token", problems)
	}
}

func TestABadBadgeKeyLeavesTheRestAndIsNotRepeated(t *testing.T) {
	const good = "00112233445566778899aabbccddeeff"
	for _, row := range []struct{ name, rows, reason string }{
		{"too short", "p1,b1,0011\n", "line 2: the badge_key is not 32 hex digits"},
		{"too long", "p1,b1," + good + "00\n", "line 2: the badge_key is not 32 hex digits"},
		{"not hex", "p1,b1,0011223344556677zz99aabbccddeeff\n", "line 2: the badge_key is not 32 hex digits"},
		{"no badge", "p1,," + good + "\n", "line 2: there is a badge_key and no badge"},
		{"twice", "p0,b0," + good + "\np1,b1," + strings.ToUpper(good) + "\n", "line 3: the badge_key stands in line 2 already"},
	} {
		t.Run(row.name, func(t *testing.T) {
			people, problems, err := Read(strings.NewReader("id,badge,badge_key\n" + row.rows))
			if err != nil || len(people) == 0 || len(people[len(people)-1].Badges) > 0 {
				t.Errorf("reading a bad key: got %v, %v, want the person without it", people, err)
			}
			if len(problems) != 1 || !strings.HasPrefix(problems[0].String(), row.reason) || strings.Contains(problems[0].Reason, "0011") {
				t.Errorf("problems: got %v, want %q and no key", problems, row.reason)
			}
		})
	}
}

func TestAHeadingWithAnUnknownColumnSaysWhichThereAre(t *testing.T) {
	_, _, err := Read(strings.NewReader("id,surname\n"))
	if err == nil || !strings.Contains(err.Error(), `no column "surname"`) || !strings.Contains(err.Error(), "first_name") {
		t.Errorf("reading a heading with surname: got %v, want the columns that there are", err)
	}
}

func TestColoursAsPeopleWriteThem(t *testing.T) {
	for text, want := range map[string]rules.Colour{
		"teal": "#008080", "Teal": "#008080", "#FF6600": "#ff6600", "#f60": "#ff6600",
		"rgb(20, 60, 200)": "#143cc8", " Dark Orange ": "#ff8c00", "": "",
	} {
		if got, ok := Colour(text); !ok || got != want {
			t.Errorf("Colour(%q): got %q, %v, want %q", text, got, ok, want)
		}
	}
	for _, text := range []string{"blurple", "#12345", "rgb(1,2)", "rgb(1,2,300)", "#gggggg"} {
		if got, ok := Colour(text); ok {
			t.Errorf("Colour(%q): got %q, want it refused", text, got)
		}
	}
}

func FuzzRead(f *testing.F) {
	f.Add(columns + "\np1,,A,b1,,,,teal,,,,location\n")
	f.Add("id\n\"")
	f.Fuzz(func(t *testing.T, text string) {
		people, _, err := Read(strings.NewReader(text))
		if err == nil && len(people) > strings.Count(text, "\n")+strings.Count(text, "\r")+1 {
			t.Errorf("reading %q: got %d people, more than lines", text, len(people))
		}
	})
}

func ids(people []venue.Enrolment) (ids []beacons.Person) {
	for _, e := range people {
		ids = append(ids, e.Profile.Person)
	}
	return ids
}
