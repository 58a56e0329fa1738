package experiment

import "math"

// evidence weighs one arm (1) against another (0), person by person. It is the
// randomisation e-process: bet on each person's arm after seeing their outcome,
// at the odds the coin was tossed with. If the arm changes nothing, no bet gains
// on average, so the stake ever grows twentyfold in at most one of twenty
// experiments (Ville's inequality), however small a group is and however often
// one looks. It needs nothing but that the coin was ours.
//
// A bet is q(arm | outcome) in proportion to chance(arm) · rate(arm, outcome), with
// rates from the people before, shrunk to the rate of both. The order is that of
// exposure, which the arm cannot change. Related, with proofs: Turner, Ly and
// Grünwald, arXiv 2106.02693.
type evidence struct {
	chance           [2]float64 // sums to 1
	proof            float64    // log of the stake that is enough
	shown, succeeded [2]float64
	log              float64 // log of the stake now
	verdict          Verdict // stays, once reached
}

func newEvidence(base, other int, doubt float64) *evidence {
	share := float64(other) / (float64(base) + float64(other))
	return &evidence{chance: [2]float64{1 - share, share}, proof: -math.Log(doubt)}
}

func (e *evidence) add(arm int, success bool) {
	fit := e.rates()
	if !success {
		fit[0], fit[1] = 1-fit[0], 1-fit[1]
	}
	e.log += math.Log(fit[arm] / (e.chance[0]*fit[0] + e.chance[1]*fit[1]))
	e.shown[arm]++
	if success {
		e.succeeded[arm]++
	}
	if e.verdict == TooEarly && e.log >= e.proof {
		e.verdict = e.direction()
	}
}

// shrink is for how many people the rate of both arms stands in each.
const shrink = 10

// rates are the arms' rates so far, never 0 and never 1.
func (e *evidence) rates() (rates [2]float64) {
	both := (e.succeeded[0] + e.succeeded[1] + 0.5) / (e.shown[0] + e.shown[1] + 1)
	for arm := range rates {
		rates[arm] = (e.succeeded[arm] + shrink*both) / (e.shown[arm] + shrink)
	}
	return rates
}

func (e *evidence) direction() Verdict {
	if rates := e.rates(); rates[1] > rates[0] {
		return ClearGain
	}
	return ClearLoss
}

// more is about how many more people the proof takes if the rates stay as they
// are: what is missing over what each of them adds on average, which is the
// mutual information of arm and outcome. It is infinite without a difference.
func (e *evidence) more() float64 {
	rates := e.rates()
	both := e.chance[0]*rates[0] + e.chance[1]*rates[1]
	gain := 0.0
	for arm, rate := range rates {
		gain += e.chance[arm] * (rate*math.Log(rate/both) + (1-rate)*math.Log((1-rate)/(1-both)))
	}
	if gain < 1e-9 {
		return math.Inf(1)
	}
	return max(0, e.proof-e.log) / gain
}
