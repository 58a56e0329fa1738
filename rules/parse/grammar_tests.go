package parse

import "time"

// testPart is one example of what the rules should do.
type testPart struct {
	Name   Located[string]       `yaml:"name,required"`
	People []Located[actorPart]  `yaml:"people,required"`
	Given  []Located[givenPart]  `yaml:"given"`
	Expect []Located[expectPart] `yaml:"expect"`
	Total  Map[Located[int]]     `yaml:"expect_total" min:"0"`
}

// actorPart is one person of a test.
type actorPart struct {
	ID         Located[string]            `yaml:"id,required"`
	Registered bool                       `yaml:"registered"`
	Staff      bool                       `yaml:"staff"`
	Sponsor    bool                       `yaml:"sponsor"`
	Consent    Located[[]Located[string]] `yaml:"consent"`
	Variant    Map[Located[string]]       `yaml:"variant"`
	Holdout    bool                       `yaml:"holdout"`
	FirstName  string                     `yaml:"first_name"`
	Colour     Located[colour]            `yaml:"favourite_colour"`
	Music      string                     `yaml:"favourite_music"`
	Phone      Located[bool]              `yaml:"phone"`
}

// stagePart is when something of a test happens, and to whom.
type stagePart struct {
	At  Located[tick]   `yaml:"at,required"`
	Day Located[int]    `yaml:"day" min:"1"`
	Who Located[string] `yaml:"who"`
}

type givenPart struct {
	stagePart
	Visit    Located[string]            `yaml:"visit"`
	For      Located[time.Duration]     `yaml:"for"`
	Asks     Located[string]            `yaml:"asks"`
	Stamps   Located[string]            `yaml:"stamps"`
	Redeems  Located[string]            `yaml:"redeems"`
	Consents Located[[]Located[string]] `yaml:"consents"`
}

type expectPart struct {
	stagePart
	Rule    Located[string]            `yaml:"rule,required"`
	Does    Located[[]Located[string]] `yaml:"does"`
	Held    Located[string]            `yaml:"held"`
	Dropped Located[string]            `yaml:"dropped"`
}
