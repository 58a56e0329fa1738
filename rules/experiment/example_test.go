package experiment_test

import (
	"fmt"
	"time"

	"foyer/beacons"
	"foyer/rules/experiment"
)

// The whole life of one experiment: is the playful wording of the coffee gift
// redeemed more often than the plain one?
func Example() {
	opens := time.Date(2026, 5, 9, 8, 0, 0, 0, time.UTC)
	design := experiment.Design{
		Salt:   "martech-2026",
		ID:     "coffee-wording",
		Arms:   []experiment.Arm{{Variant: "plain", Weight: 50}, {Variant: "playful", Weight: 50}},
		Within: 4 * time.Hour,
		Ends:   opens.Add(10 * time.Hour),
		Did:    "redeemed it",
	}
	if err := design.Validate(); err != nil {
		fmt.Println(err)
	}

	// Before the start: what can be seen at all?
	fmt.Println(design.Foresee(experiment.Plan{People: 200, Base: 0.3}))

	// Every minute the rule acts for somebody, unless the policy holds them out.
	// Half of those with the playful wording redeem, of the others a quarter.
	trial := &experiment.Trial{Design: design}
	for i := range 250 {
		person := beacons.Person(fmt.Sprintf("guest-%d", i))
		if experiment.HeldOut("martech-2026", 0.2, person) {
			continue
		}
		at := opens.Add(time.Duration(i) * time.Minute)
		trial.Expose(person, at)
		if i%4 == 0 || (i%4 == 1 && design.Assign(person) == "playful") {
			trial.Succeed(person, at.Add(time.Hour))
		}
	}

	// While it runs, and at the end.
	for _, after := range []time.Duration{250 * time.Minute, 6 * time.Hour, 14 * time.Hour} {
		reading := trial.Read(opens.Add(after))
		fmt.Printf("%7s: %s\n", after, reading.Comparisons[0].Sentence)
	}
	fmt.Println(trial.Ratio(opens.Add(14 * time.Hour)).Sentence)
	// Output:
	// With about 200 people and "plain" for 50 % and "playful" for 50 %, only a change of 18 points or more can be seen: 30 % becoming 48 % would be noticed four times in five. To see a smaller one, read the result over several events.
	// 4h10m0s: Too early to say: 8 people had their time to answer so far.
	//  6h0m0s: Too early to say. If it goes on like this, about 440 people more would settle it.
	// 14h0m0s: Of 89 people who got "playful", 46 redeemed it; of 106 who got "plain", 31: 22 points more, likely (19 times in 20) between 9 and 35 more. "playful" is better.
	// The groups are as large as the weights say.
}
