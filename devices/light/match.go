package light

import "math"

// match pairs n lamps with n colours at the least total cost: the Hungarian
// method with potentials, n³ steps. It returns the colour of each lamp.
func match(n int, cost func(lamp, colour int) float64) []int {
	m := matching{
		cost: cost,
		u:    make([]float64, n+1),
		v:    make([]float64, n+1),
		lamp: make([]int, n+1),
		from: make([]int, n+1),
		gap:  make([]float64, n+1),
		done: make([]bool, n+1),
	}
	for i := 1; i <= n; i++ {
		m.place(i)
	}
	out := make([]int, n)
	for j := 1; j <= n; j++ {
		out[m.lamp[j]-1] = j - 1
	}
	return out
}

// matching is the working state; rows and columns count from 1, 0 is nobody.
type matching struct {
	cost func(lamp, colour int) float64
	u, v []float64 // potentials of lamps and of colours
	lamp []int     // the lamp that has the colour
	from []int     // the colour before this one on the cheapest path
	gap  []float64 // what the cheapest path to this colour costs
	done []bool
}

// place finds a colour for one more lamp and lets others change theirs where
// that is cheaper.
func (m *matching) place(lamp int) {
	for j := range m.gap {
		m.gap[j], m.done[j] = math.Inf(1), false
	}
	m.lamp[0] = lamp
	at := 0
	for m.lamp[at] != 0 {
		at = m.step(at)
	}
	for at != 0 {
		m.lamp[at] = m.lamp[m.from[at]]
		at = m.from[at]
	}
}

// step walks from colour `at` to the next cheapest one.
func (m *matching) step(at int) int {
	m.done[at] = true
	i, next, least := m.lamp[at], 0, math.Inf(1)
	for j := 1; j < len(m.gap); j++ {
		if m.done[j] {
			continue
		}
		if c := m.cost(i-1, j-1) - m.u[i] - m.v[j]; c < m.gap[j] {
			m.gap[j], m.from[j] = c, at
		}
		if m.gap[j] < least {
			next, least = j, m.gap[j]
		}
	}
	for j := range m.gap {
		if m.done[j] {
			m.u[m.lamp[j]] += least
			m.v[j] -= least
		} else {
			m.gap[j] -= least
		}
	}
	return next
}
