package parse

import "time"

// The grammar: what may stand in a rules file, as types. A key of type Later
// is known and not supported yet. The meaning is given in build*.go.

type bookPart struct {
	Schema  Located[string]     `yaml:"schema,required" words:"foyer.rules/v1"`
	Event   Located[eventPart]  `yaml:"event,required"`
	Traits  Map[traitPart]      `yaml:"traits"`
	Labels  Map[labelPart]      `yaml:"labels"`
	Rewards Map[rewardPart]     `yaml:"rewards"`
	Rules   []Located[rulePart] `yaml:"rules,required"`
	Policy  Located[policyPart] `yaml:"policy"`
	Tests   []Located[testPart] `yaml:"tests"`
}

type eventPart struct {
	ID       Located[string]    `yaml:"id,required"`
	Timezone Located[string]    `yaml:"timezone,required"`
	Opens    Located[localTime] `yaml:"opens,required"`
	Closes   Located[localTime] `yaml:"closes,required"`
}

type traitPart struct {
	Count       Located[string]        `yaml:"count" words:"visits|distinct"`
	Sum         Located[string]        `yaml:"sum" words:"minutes"`
	Zone        Located[zonePart]      `yaml:"zone"`
	AtLeast     Located[time.Duration] `yaml:"at_least"`
	AtMostEvery Located[time.Duration] `yaml:"at_most_every"`
	Window      Located[windowPart]    `yaml:"window"`
	Of          Located[string]        `yaml:"of" words:"stamp.sponsor|zone"`
}

// zonePart is one zone by its id, or all of a kind.
type zonePart struct {
	id     Located[string]
	choice zoneChoice
}

type zoneChoice struct {
	ID   Located[string] `yaml:"id"`
	Kind Located[string] `yaml:"kind"`
}

func (z *zonePart) wants() string { return "a zone's id, or {kind: ...}" }

func (z *zonePart) as(k kind) any {
	switch k {
	case text:
		return &z.id
	case mapping:
		return &z.choice
	default:
		return nil
	}
}

// windowPart is the whole event, or a stretch of each day.
type windowPart struct {
	whole   eventWord
	stretch stretch
}

type eventWord struct{}

type stretch struct {
	From Located[clock] `yaml:"from,required"`
	To   Located[clock] `yaml:"to,required"`
}

func (w *windowPart) wants() string { return "`event`, or {from: \"20:00\", to: \"02:00\"}" }

func (w *windowPart) as(k kind) any {
	switch k {
	case text:
		return &w.whole
	case mapping:
		return &w.stretch
	default:
		return nil
	}
}

type labelPart struct {
	If   line            `yaml:"if"`
	Keep Located[string] `yaml:"keep" words:"event"`
}

type rewardPart struct {
	Kind       Located[string]        `yaml:"kind,required" words:"code|item|draw"`
	Pool       Located[string]        `yaml:"pool"`
	ReserveFor Located[time.Duration] `yaml:"reserve_for"`
	PerPerson  Located[int]           `yaml:"per_person" min:"1"`
	WarnBelow  Located[int]           `yaml:"warn_below" min:"0"`
	WhenEmpty  struct {
		Rule  Located[string] `yaml:"rule" words:"stop"`
		Staff Located[string] `yaml:"staff"`
	} `yaml:"when_empty"`
	Expires Located[localTime] `yaml:"expires"`

	Stock     Located[int]    `yaml:"stock" min:"1" max:"100000"`
	HandOutAt Located[string] `yaml:"hand_out_at"`

	Winners  Located[int]       `yaml:"winners" min:"1" max:"100000"`
	DrawAt   Located[localTime] `yaml:"draw_at"`
	Salt     Located[string]    `yaml:"salt"`
	SeedFrom Located[string]    `yaml:"seed_from"`
}

type rulePart struct {
	ID      Located[string]            `yaml:"id,required"`
	Title   Located[string]            `yaml:"title,required"`
	When    Located[whenPart]          `yaml:"when,required"`
	If      linesPart                  `yaml:"if"`
	ForEach Located[eachPart]          `yaml:"for_each"`
	Wait    Located[waitPart]          `yaml:"wait"`
	Consent Located[[]Located[string]] `yaml:"consent"`
	Limit   Located[limitPart]         `yaml:"limit"`
	Then    []Located[thenPart]        `yaml:"then,required"`

	Priority Located[int]    `yaml:"priority" min:"0" max:"100"`
	Quiet    Located[string] `yaml:"quiet" words:"respect|ignore"`

	Experiment Located[experimentPart] `yaml:"experiment"`
	Mode       Located[modePart]       `yaml:"mode" words:"off|shadow|live"`
}

// eachPart is for whom a rule acts that wakes once for many people: the best
// few by a trait, everyone in a zone, or everyone with a label. Equals stand in
// the order in which they got there.
type eachPart struct {
	Top          Located[int]    `yaml:"top" min:"1" max:"1000"`
	By           Located[string] `yaml:"by"`
	Among        Located[string] `yaml:"among"`
	Tie          Located[string] `yaml:"tie" words:"earliest"`
	EveryoneIn   Located[string] `yaml:"everyone_in"`
	EveryoneWith Located[string] `yaml:"everyone_with"`
}

type policyPart struct {
	Purposes Located[[]Located[string]] `yaml:"purposes"`
	Quiet    Located[quietPart]         `yaml:"quiet"`
	Caps     []Located[capPart]         `yaml:"caps"`
	Holdout  Located[holdoutPart]       `yaml:"holdout"`
}

type holdoutPart struct {
	Share Located[share]  `yaml:"share,required"`
	Salt  Located[string] `yaml:"salt,required"`

	Success Located[successPart] `yaml:"success"`
}

type quietPart struct {
	stretch
	Then Located[string] `yaml:"then" words:"hold|drop"`
}

type capPart struct {
	Channel Located[string]  `yaml:"channel,required" words:"push|dj"`
	AtMost  Located[int]     `yaml:"at_most,required" min:"1"`
	Per     Located[perPart] `yaml:"per,required"`
}

// perPart is a day, or a length of time.
type perPart struct {
	day    bool
	length time.Duration
}

func (p *perPart) scan(name, written string) *slip {
	if p.day = written == "day"; p.day {
		return nil
	}
	wrong := scanDuration(&p.length, name, written)
	if wrong != nil && wrong.with == "" && wrong.code != "missing-unit" {
		wrong.message = "`" + name + "` is `day` or a length of time; `" + written + "` is neither."
		wrong.hint = "Write `day`, or a time such as 45m."
	}
	return wrong
}

// linesPart is one condition, or a list of them.
type linesPart struct {
	one  line
	many []line
}

func (l *linesPart) wants() string { return "a list of conditions" }

func (l *linesPart) as(k kind) any {
	switch k {
	case list:
		return &l.many
	case mapping:
		return nil
	default:
		return &l.one
	}
}

type whenPart struct {
	Label   Located[string]        `yaml:"label"`
	Enter   Located[string]        `yaml:"enter"`
	Zone    Located[string]        `yaml:"zone"`
	Mention Located[string]        `yaml:"mention" words:"dj"`
	Is      Located[string]        `yaml:"is" words:"gained|changed" later:"lost"`
	AtLeast Located[time.Duration] `yaml:"at_least"`
	Settle  Located[time.Duration] `yaml:"settle"`
	From    Located[[]string]      `yaml:"from" words:"app|mastodon|bluesky|webhook"`
	Leave   Located[string]        `yaml:"leave"`
	Trait   Located[string]        `yaml:"trait"`
	Reaches Located[int]           `yaml:"reaches" min:"1"`
	At      Located[instant]       `yaml:"at"`
	Before  Located[time.Duration] `yaml:"before"`
	After   Located[time.Duration] `yaml:"after"`
	Every   Located[time.Duration] `yaml:"every"`
	Stamp   Located[string]        `yaml:"stamp"`

	Occupancy Located[string] `yaml:"occupancy"`
	Above     Located[int]    `yaml:"above" min:"0"`
	Below     Located[int]    `yaml:"below" min:"1"`

	Survey Later `yaml:"survey"`
}

type waitPart struct {
	Until   Located[clock]         `yaml:"until"`
	For     Located[time.Duration] `yaml:"for"`
	OrUntil Located[momentPart]    `yaml:"or_until"`
}

// momentPart is what can end a wait before its time.
type momentPart struct {
	Label   Located[string] `yaml:"label"`
	Is      Located[string] `yaml:"is" words:"gained" later:"lost"`
	Enter   Located[string] `yaml:"enter"`
	Leave   Located[string] `yaml:"leave"`
	Trait   Located[string] `yaml:"trait"`
	Reaches Located[int]    `yaml:"reaches" min:"1"`
}

type limitPart struct {
	PerPerson Located[int]      `yaml:"per_person" min:"1"`
	Per       Located[limitPer] `yaml:"per"`
	Total     Located[int]      `yaml:"total" min:"1"`
}
