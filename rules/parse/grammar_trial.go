package parse

import "time"

// experimentPart compares wordings of one rule.
type experimentPart struct {
	ID       Located[string]      `yaml:"id,required"`
	Variants Map[Located[weight]] `yaml:"variants,required"`
	Success  Located[successPart] `yaml:"success,required"`
}

// successPart is what is hoped for, and in what time.
type successPart struct {
	Event   Located[string]        `yaml:"event" words:"reward.redeemed"`
	Label   Located[string]        `yaml:"label"`
	Trait   Located[string]        `yaml:"trait"`
	Reaches Located[int]           `yaml:"reaches" min:"1"`
	Within  Located[time.Duration] `yaml:"within,required"`
}

// modePart is one word, or live for a share of the people.
type modePart struct {
	word  string
	trial modeTrial
}

type modeTrial struct {
	Live Located[share] `yaml:"live,required"`
}

func (m *modePart) wants() string { return "off, shadow, live, or {live: 10%}" }

func (m *modePart) as(k kind) any {
	switch k {
	case mapping:
		return &m.trial
	case list:
		return nil
	default:
		return &m.word
	}
}
