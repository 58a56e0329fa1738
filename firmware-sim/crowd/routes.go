package crowd

import "container/heap"

// routes says how to walk to each zone: from every square metre the next one.
// People keep to the aisles; cutting through another zone costs five times.
type routes struct {
	wide, deep int
	next       [][]int32 // by zone, by square: the square to walk to
}

const throughZone = 5

func newRoutes(f *floor) routes {
	r := routes{wide: (f.wide + 1) / 2, deep: (f.deep + 1) / 2}
	for z := range f.plan.Zones {
		r.next = append(r.next, r.towards(f, int16(z)))
	}
	return r
}

func (r *routes) square(x, y float32) int32 {
	sx, sy := max(0, min(r.wide-1, int(x))), max(0, min(r.deep-1, int(y)))
	return int32(sy*r.wide + sx)
}

func (r *routes) middle(square int32) (x, y float32) {
	return float32(int(square)%r.wide) + 0.5, float32(int(square)/r.wide) + 0.5
}

// towards spreads out from a zone's middle (Dijkstra) and leaves in every
// square the way back.
func (r *routes) towards(f *floor, zone int16) []int32 {
	next := make([]int32, r.wide*r.deep)
	cost := make([]float32, len(next))
	for i := range cost {
		cost[i] = 1e9
	}
	start := r.square(f.centre(zone))
	cost[start], next[start] = 0, start
	q := queue{{square: start}}
	for len(q) > 0 {
		at := heap.Pop(&q).(reached)
		if at.cost > cost[at.square] {
			continue
		}
		r.spread(f, zone, at, next, cost, &q)
	}
	return next
}

func (r *routes) spread(f *floor, zone int16, at reached, next []int32, cost []float32, q *queue) {
	x, y := int(at.square)%r.wide, int(at.square)/r.wide
	for dy := -1; dy <= 1; dy++ {
		for dx := -1; dx <= 1; dx++ {
			nx, ny := x+dx, y+dy
			if nx < 0 || ny < 0 || nx >= r.wide || ny >= r.deep || dx == 0 && dy == 0 {
				continue
			}
			to := int32(ny*r.wide + nx)
			c := at.cost + r.step(f, zone, to, dx*dy != 0)
			if c < cost[to] {
				cost[to], next[to] = c, at.square
				heap.Push(q, reached{to, c})
			}
		}
	}
}

// step is the price of one square on the way to zone.
func (r *routes) step(f *floor, zone int16, square int32, diagonal bool) float32 {
	price := float32(1)
	if diagonal {
		price = 1.414
	}
	if z := f.zoneAt[f.cellAt(r.middle(square))]; z != outside && z != zone {
		price *= throughZone
	}
	return price
}

// walk appends the way from where the body will be to x, y in zone.
func (f *floor) walk(b *body, zone int16, x, y float32) {
	r := &f.routes
	l := b.last()
	at := r.square(l.x1, l.y1)
	goal := r.square(x, y)
	way := r.next[zone]
	var step int32
	for range len(way) {
		to := way[at]
		if at == goal || to == at || f.zoneAt[f.cellAt(r.middle(at))] == zone {
			break
		}
		if turn := to - at; turn != step && step != 0 {
			b.walkTo(r.middle(at)) // a corner: straight pieces are one leg
		}
		step, at = to-at, to
	}
	if step != 0 {
		b.walkTo(r.middle(at))
	}
	b.walkTo(x, y)
}

type reached struct {
	square int32
	cost   float32
}

// queue is a heap of squares, the cheapest first.
type queue []reached

// Len implements heap.Interface.
func (q queue) Len() int { return len(q) }

// Less implements heap.Interface.
func (q queue) Less(i, j int) bool { return q[i].cost < q[j].cost }

// Swap implements heap.Interface.
func (q queue) Swap(i, j int) { q[i], q[j] = q[j], q[i] }

// Push implements heap.Interface.
func (q *queue) Push(x any) { *q = append(*q, x.(reached)) }

// Pop implements heap.Interface.
func (q *queue) Pop() any {
	old := *q
	x := old[len(old)-1]
	*q = old[:len(old)-1]
	return x
}
