package bridge

import "math"

type corner struct{ x, y float64 }

// gamut is the triangle of a type of lamp.
func gamut(kind string) [3]corner {
	switch kind {
	case "A":
		return [3]corner{{0.704, 0.296}, {0.2151, 0.7106}, {0.138, 0.08}}
	case "B":
		return [3]corner{{0.675, 0.322}, {0.409, 0.518}, {0.167, 0.04}}
	}
	return [3]corner{{0.6915, 0.3083}, {0.17, 0.7}, {0.1532, 0.0475}}
}

// clamp brings a colour into the lamp's gamut, as the bridge does silently.
func clamp(kind string, x, y float64) (float64, float64) {
	g, p := gamut(kind), corner{x, y}
	if inside(g, p) {
		return round(x), round(y)
	}
	best, least := p, math.Inf(1)
	for i := range g {
		q := foot(g[i], g[(i+1)%3], p)
		if d := math.Hypot(q.x-x, q.y-y); d < least {
			best, least = q, d
		}
	}
	return round(best.x), round(best.y)
}

func round(v float64) float64 { return math.Round(v*1e4) / 1e4 }

func inside(g [3]corner, p corner) bool {
	left := 0
	for i := range g {
		a, b := g[i], g[(i+1)%3]
		if (b.x-a.x)*(p.y-a.y)-(b.y-a.y)*(p.x-a.x) >= 0 {
			left++
		}
	}
	return left == 0 || left == 3
}

func foot(a, b, p corner) corner {
	dx, dy := b.x-a.x, b.y-a.y
	t := min(max(((p.x-a.x)*dx+(p.y-a.y)*dy)/(dx*dx+dy*dy), 0), 1)
	return corner{a.x + t*dx, a.y + t*dy}
}

// white is the chromaticity of a colour temperature, by the cubic
// approximation of the Planckian locus (Kim et al., US patent 7024034).
func white(mirek int) (float64, float64) {
	t := 1e6 / float64(mirek)
	x := -0.2661239e9/(t*t*t) - 0.2343589e6/(t*t) + 0.8776956e3/t + 0.179910
	if t > 4000 {
		x = -3.0258469e9/(t*t*t) + 2.1070379e6/(t*t) + 0.2226347e3/t + 0.240390
		return x, 3.0817580*x*x*x - 5.87338670*x*x + 3.75112997*x - 0.37001483
	}
	return x, -0.9549476*x*x*x - 1.37418593*x*x + 2.09137015*x - 0.16748867
}

// wheel is the chromaticity of a hue (0..65535) and a saturation (0..254).
func wheel(hue, sat int) (float64, float64) {
	h, s := float64(hue)/65536*6, float64(sat)/254
	channel := func(n float64) float64 {
		k := math.Mod(n+h, 6)
		return math.Pow(1-s*max(0, min(k, 4-k, 1)), 2.2)
	}
	return chromaticity(channel(5), channel(3), channel(1))
}

// chromaticity is the xy of linear red, green and blue; of black, white's.
func chromaticity(r, g, b float64) (float64, float64) {
	if r+g+b == 0 {
		r, g, b = 1, 1, 1
	}
	x := 0.4124*r + 0.3576*g + 0.1805*b
	y := 0.2126*r + 0.7152*g + 0.0722*b
	z := 0.0193*r + 0.1192*g + 0.9505*b
	return x / (x + y + z), y / (x + y + z)
}
