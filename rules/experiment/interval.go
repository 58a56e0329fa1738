package experiment

import "math"

// Part is Yes of All people.
type Part struct{ Yes, All int }

// Rate is Yes / All, from 0 to 1; 0 of nobody is 0.
func (p Part) Rate() float64 {
	if p.All == 0 {
		return 0
	}
	return float64(p.Yes) / float64(p.All)
}

// Interval is where a share (0 to 1) or a difference of two shares (-1 to 1)
// likely lies.
type Interval struct{ Low, High float64 }

// Wilson is the score interval of a share, at a level such as 0.95 (Wilson 1927,
// doi:10.1080/01621459.1927.10502953). Of nobody, it is 0 to 1.
func Wilson(p Part, level float64) Interval {
	if p.All == 0 {
		return Interval{0, 1}
	}
	z, n, rate := quantile((1+level)/2), float64(p.All), p.Rate()
	middle := rate + z*z/(2*n)
	reach := z * math.Sqrt(rate*(1-rate)/n+z*z/(4*n*n))
	whole := 1 + z*z/n
	return Interval{max(0, (middle-reach)/whole), min(1, (middle+reach)/whole)}
}

// Newcombe is the interval of the difference a - b of two independent shares,
// at a level such as 0.95: the hybrid score interval without continuity
// correction, method 10 of Newcombe 1998, Statistics in Medicine 17, 873-890.
func Newcombe(a, b Part, level float64) Interval {
	pa, pb := a.Rate(), b.Rate()
	wa, wb := Wilson(a, level), Wilson(b, level)
	return Interval{
		Low:  pa - pb - math.Hypot(pa-wa.Low, wb.High-pb),
		High: pa - pb + math.Hypot(wa.High-pa, pb-wb.Low),
	}
}

// quantile is the value that a standard normal variable stays below with
// chance p, 0 < p < 1.
func quantile(p float64) float64 { return math.Sqrt2 * math.Erfinv(2*p-1) }
