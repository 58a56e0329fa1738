package parse

import "time"

// thenPart is one thing a rule does.
type thenPart struct {
	Reward Located[string]    `yaml:"reward"`
	Push   Located[pushPart]  `yaml:"push"`
	Light  Located[lightPart] `yaml:"light"`
	DJ     Located[djPart]    `yaml:"dj"`
	Staff  Located[linePart]  `yaml:"staff"`
	Reply  Located[linePart]  `yaml:"reply"`

	Points Located[pointsPart] `yaml:"points"`
	Label  Located[string]     `yaml:"label"`
	MQTT   Located[mqttPart]   `yaml:"mqtt"`

	Webhook Located[webhookPart] `yaml:"webhook"`

	Survey Later `yaml:"survey"`
}

type pushPart struct {
	Title   wording                `yaml:"title,required"`
	Body    wording                `yaml:"body,required"`
	Expires Located[time.Duration] `yaml:"expires"`
}

// wording is a text, or one for each variant of the rule's experiment.
type wording struct {
	line
	variants Map[line]
}

func (w *wording) wants() string { return "a text, or one for each variant of an experiment" }

func (w *wording) as(k kind) any {
	if k == mapping {
		return &w.variants
	}
	return &w.line
}

type lightPart struct {
	Zone    Located[string] `yaml:"zone,required"`
	Colours struct {
		From  Located[string] `yaml:"from,required" words:"person.favourite_colour"`
		Mix   Located[string] `yaml:"mix" words:"proportional"`
		Space Located[string] `yaml:"space" words:"oklab"`
	} `yaml:"colours,required"`
	Fade        Located[time.Duration] `yaml:"fade"`
	AtMostEvery Located[time.Duration] `yaml:"at_most_every"`
	Brightness  Located[struct {
		Min Located[share] `yaml:"min"`
		Max Located[share] `yaml:"max"`
	}] `yaml:"brightness"`
	Flashes Located[struct {
		AtMost Located[int]           `yaml:"at_most,required" min:"0"`
		Per    Located[time.Duration] `yaml:"per,required"`
	}] `yaml:"flashes"`
	WhenEmpty Located[struct {
		After Located[time.Duration] `yaml:"after,required"`
		Scene Located[string]        `yaml:"scene,required"`
	}] `yaml:"when_empty"`
}

type djPart struct {
	Queue    Located[string]  `yaml:"queue"`
	Song     line             `yaml:"song"`
	SameSong Located[string]  `yaml:"same_song" words:"upvote"`
	Taste    line             `yaml:"taste"`
	Weight   Located[float64] `yaml:"weight" min:"0"`
}

// linePart is a line of text for somebody.
type linePart struct {
	Text line `yaml:"text,required"`
}

type pointsPart struct {
	Game Located[string] `yaml:"game,required"`
	Add  Located[int]    `yaml:"add,required" min:"1" max:"1000000"`
}

type mqttPart struct {
	Topic   Located[string] `yaml:"topic,required"`
	Body    line            `yaml:"body,required"`
	Retain  Located[bool]   `yaml:"retain"`
	Outside Located[bool]   `yaml:"outside"`
}

type webhookPart struct {
	To   Located[string] `yaml:"to,required"`
	Body Map[line]       `yaml:"body"`
}
