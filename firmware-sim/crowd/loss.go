package crowd

import (
	"math"
	"math/rand/v2"
	"slices"
)

// walls counts the walls between two places.
func walls(list [][4]float64, p, q [2]float64) float64 {
	n := 0.0
	for _, w := range list {
		a, b := [2]float64{w[0], w[1]}, [2]float64{w[2], w[3]}
		if side(a, b, p) != side(a, b, q) && side(p, q, a) != side(p, q, b) {
			n++
		}
	}
	return n
}

func side(a, b, p [2]float64) bool {
	return (b[0]-a[0])*(p[1]-a[1])-(b[1]-a[1])*(p[0]-a[0]) > 0
}

// fade is the power of one packet against its mean, in dB: a steady ray of k
// times the power of all that is scattered.
func fade(dice *rand.Rand, k float64) float64 {
	steady, spread := math.Sqrt(k/(k+1)), math.Sqrt(0.5/(k+1))
	re, im := steady+spread*dice.NormFloat64(), spread*dice.NormFloat64()
	return 10 * math.Log10(re*re+im*im+1e-9)
}

// median makes draws of the median of n.
func median(n int, draw func() float64) func() float64 {
	return func() float64 {
		list := make([]float64, max(1, n))
		for i := range list {
			list[i] = draw()
		}
		return middleOf(list)
	}
}

// table draws what a look-up then costs nothing.
func table(draw func() float64) []float32 {
	list := make([]float32, dice12)
	for i := range list {
		list[i] = float32(draw())
	}
	return list
}

func middleOf(list []float64) float64 {
	slices.Sort(list)
	return list[len(list)/2]
}
