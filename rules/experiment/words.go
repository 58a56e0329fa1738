package experiment

import (
	"fmt"
	"math"
	"strconv"
	"strings"
)

// running is the sentence while the experiment runs.
func (d Design) running(a, b Count, c Comparison) string {
	switch {
	case c.Verdict == ClearGain:
		return fmt.Sprintf("%s is clearly better than %s: %s.", capital(title(c.Variant)), title(c.Against), d.figures(a, b))
	case c.Verdict == ClearLoss:
		return fmt.Sprintf("%s is clearly worse than %s: %s.", capital(title(c.Variant)), title(c.Against), d.figures(a, b))
	case c.More > 0:
		return fmt.Sprintf("Too early to say. If it goes on like this, about %s more would settle it.", people(c.More))
	case a.Judged+b.Judged < 20:
		return fmt.Sprintf("Too early to say: %s had their time to answer so far.", people(a.Judged+b.Judged))
	default:
		return "Too early to say. So far the two are alike."
	}
}

// final is the sentence at the end.
func (d Design) final(a, b Count, c Comparison) string {
	if a.Judged == 0 || b.Judged == 0 {
		return fmt.Sprintf("Nothing to compare: %s %s and %s %s.", people(a.Judged), got(a.Variant), people(b.Judged), got(b.Variant))
	}
	return fmt.Sprintf("%s: %s, likely (19 times in 20) between %s. %s",
		capital(d.figures(a, b)), moved(a.part().Rate()-b.part().Rate()), between(c.Difference), conclusion(a, b, c))
}

// figures has no verdict in it: of 96 people who got "playful", 41 redeemed it; ...
func (d Design) figures(a, b Count) string {
	did := d.Did
	if did == "" {
		did = "did it"
	}
	return fmt.Sprintf("of %s who %s, %d %s; of %d who %s, %d",
		people(a.Judged), got(a.Variant), a.Succeeded, did, b.Judged, got(b.Variant), b.Succeeded)
}

// conclusion says how sure one may be. "Probably" is an interval of 80 % that
// does not hold zero.
func conclusion(a, b Count, c Comparison) string {
	switch lean := verdict(Newcombe(a.part(), b.part(), 0.8)); {
	case c.Verdict == ClearGain:
		return capital(title(c.Variant)) + " is better."
	case c.Verdict == ClearLoss:
		return capital(title(c.Against)) + " is better."
	case lean == ClearGain:
		return capital(title(c.Variant)) + " is probably better, not proven."
	case lean == ClearLoss:
		return capital(title(c.Against)) + " is probably better, not proven."
	default:
		return "Neither is proven better."
	}
}

// moved is a difference in words: "13 points more".
func moved(difference float64) string {
	switch rounded := inPoints(difference); {
	case rounded > 0:
		return points(difference) + " more"
	case rounded < 0:
		return points(difference) + " fewer"
	default:
		return "no difference"
	}
}

func between(i Interval) string {
	low, high := inPoints(i.Low), inPoints(i.High)
	switch {
	case low >= 0 && high > 0:
		return fmt.Sprintf("%d and %d more", low, high)
	case high <= 0 && low < 0:
		return fmt.Sprintf("%d and %d fewer", -high, -low)
	default:
		return fmt.Sprintf("%d fewer and %d more", -low, high)
	}
}

func inPoints(share float64) int { return int(math.Round(share * 100)) }

func points(share float64) string {
	if n := inPoints(math.Abs(share)); n != 1 {
		return fmt.Sprintf("%d points", n)
	}
	return "1 point"
}

// percent has a digit after the point only where it says something: 2.5 %.
func percent(share float64) string {
	if share > 0 && share < 0.1 {
		return fmt.Sprintf("%.3g %%", math.Round(share*1000)/10)
	}
	return fmt.Sprintf("%d %%", inPoints(share))
}

func people(n int) string {
	switch {
	case n == 1:
		return "1 person"
	case n >= 1000:
		return fmt.Sprintf("%d,%03d people", n/1000, n%1000)
	default:
		return fmt.Sprintf("%d people", n)
	}
}

// title is a variant as the subject of a sentence.
func title(v Variant) string {
	switch v {
	case Held:
		return "holding back"
	case Told:
		return "telling people"
	default:
		return strconv.Quote(string(v))
	}
}

// got is what happened to the people of a variant.
func got(v Variant) string {
	switch v {
	case Held:
		return "were held out"
	case Told:
		return "were told"
	default:
		return fmt.Sprintf("got %q", v)
	}
}

func capital(s string) string { return strings.ToUpper(s[:1]) + s[1:] }
