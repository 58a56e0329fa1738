package devices

import (
	"container/heap"
	"container/list"
	"context"
	"sync"
	"time"
)

// OutboxConfig is what an Outbox is made of. Driver is needed, the rest has a
// good zero.
type OutboxConfig[E any] struct {
	Driver Driver[E]
	Clock  Clock // nil = the machine's
	// Patience is how often an effect is tried. An effect that waits for its
	// next try holds no worker.
	Patience Patience[E]
	// Workers is how many effects are done at once; 0 = 1.
	Workers int
	// Key groups effects: those of one key are done one after another, in the
	// order of Put. nil = every effect stands for itself.
	Key func(E) string
	// Newest says that effects are state: a waiting one is superseded by the
	// next of its key and settled as done.
	Newest bool
	// Settled is told every effect's end once: nil = done or superseded, else
	// see OutcomeOf and ErrLate. It is called by the workers, several at a time
	// but one at a time for a key, before the next of the key begins. It may
	// call Put. Effects that are still on their way when Run ends are not told.
	Settled func(E, error)
}

// Outbox is the queue between the venue and a driver. It takes every effect
// and counts what it holds; while a device is away effects wait here, and no
// goroutine waits with them. It is memory only: what must survive the process
// is put in again by whoever keeps it. Put, Depth and Oldest may be called by
// anyone at any time; Run by one caller at a time.
type Outbox[E any] struct {
	config OutboxConfig[E]

	mu       sync.Mutex
	wake     *sync.Cond
	lanes    map[string]*lane[E]
	ready    []*lane[E]
	parked   parking[E]
	replaced []*letter[E]
	all      *list.List // of *letter[E], everything not settled, oldest first
	givenUp  uint64     // settled with an error
	rouse    func()     // ends the time keeper's nap
}

// letter is one effect on its way.
type letter[E any] struct {
	effect E
	at     time.Time // of Put
	course course
	seat   *list.Element
}

// lane is the effects of one key. It is attended while it is ready, at work or
// parked: someone will come back to it.
type lane[E any] struct {
	key      string
	letters  []*letter[E] // waiting, oldest first
	attended bool
	due      time.Time // when parked
}

// NewOutbox makes an empty outbox.
func NewOutbox[E any](c OutboxConfig[E]) *Outbox[E] {
	if c.Clock == nil {
		c.Clock = Machine{}
	}
	if c.Settled == nil {
		c.Settled = func(E, error) {}
	}
	o := &Outbox[E]{config: c, lanes: map[string]*lane[E]{}, all: list.New(), rouse: func() {}}
	o.wake = sync.NewCond(&o.mu)
	return o
}

// Put takes an effect. It never blocks on a device.
func (o *Outbox[E]) Put(effect E) {
	now := o.config.Clock.Now()
	o.mu.Lock()
	defer o.mu.Unlock()
	l := o.lane(effect)
	if o.config.Newest {
		o.replaced = append(o.replaced, l.letters...)
		l.letters = nil
	}
	put := &letter[E]{effect: effect, at: now}
	put.seat = o.all.PushBack(put)
	l.letters = append(l.letters, put)
	o.attend(l)
	o.wake.Signal()
}

// Depth is how many effects are not settled yet.
func (o *Outbox[E]) Depth() int {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.all.Len()
}

// Oldest is when the oldest effect that is not settled was put; zero = none.
func (o *Outbox[E]) Oldest() time.Time {
	o.mu.Lock()
	defer o.mu.Unlock()
	if front := o.all.Front(); front != nil {
		return front.Value.(*letter[E]).at
	}
	return time.Time{}
}

// Waiting is how many effects are not settled yet and how long the oldest has
// waited, by the outbox's clock; and how many ended without being done.
func (o *Outbox[E]) Waiting() (depth int, longest time.Duration, givenUp uint64) {
	now := o.config.Clock.Now()
	o.mu.Lock()
	defer o.mu.Unlock()
	if front := o.all.Front(); front != nil {
		longest = max(0, now.Sub(front.Value.(*letter[E]).at))
	}
	return o.all.Len(), longest, o.givenUp
}

// lane finds or makes the lane of an effect; o.mu is held.
func (o *Outbox[E]) lane(effect E) *lane[E] {
	if o.config.Key == nil {
		return &lane[E]{}
	}
	key := o.config.Key(effect)
	l, found := o.lanes[key]
	if !found {
		l = &lane[E]{key: key}
		o.lanes[key] = l
	}
	return l
}

// attend lines a lane up for the workers, unless it is; o.mu is held.
func (o *Outbox[E]) attend(l *lane[E]) {
	if !l.attended {
		l.attended = true
		o.ready = append(o.ready, l)
	}
}

// release takes a lane from its worker: back in line, or away when it is
// empty; o.mu is held.
func (o *Outbox[E]) release(l *lane[E]) {
	l.attended = false
	if len(l.letters) > 0 {
		o.attend(l)
		o.wake.Signal()
		return
	}
	if o.lanes[l.key] == l {
		delete(o.lanes, l.key)
	}
}

// park puts a lane away until due; o.mu is held.
func (o *Outbox[E]) park(l *lane[E], due time.Time) {
	l.due = due
	heap.Push(&o.parked, l)
	if o.parked[0] == l {
		o.rouse()
	}
}

// unpark lines up every lane that is due and says how long the next one still
// takes. From here on nap is called when another becomes the next.
func (o *Outbox[E]) unpark(now time.Time, nap func()) (wait time.Duration, some bool) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.rouse = nap
	for len(o.parked) > 0 && !o.parked[0].due.After(now) {
		o.ready = append(o.ready, heap.Pop(&o.parked).(*lane[E]))
		o.wake.Signal()
	}
	if len(o.parked) == 0 {
		return 0, false
	}
	return o.parked[0].due.Sub(now), true
}

// keepTime brings parked lanes back when they are due, until ctx ends.
func (o *Outbox[E]) keepTime(ctx context.Context) {
	for ctx.Err() == nil {
		nap, cancel := context.WithCancel(ctx)
		if wait, some := o.unpark(o.config.Clock.Now(), cancel); some {
			_ = o.config.Clock.Sleep(nap, wait) // an early end is what rouse is for
		} else {
			<-nap.Done()
		}
		cancel()
	}
}

// parking is the parked lanes, the earliest first: a container/heap.
type parking[E any] []*lane[E]

func (p parking[E]) Len() int           { return len(p) }
func (p parking[E]) Less(i, j int) bool { return p[i].due.Before(p[j].due) }
func (p parking[E]) Swap(i, j int)      { p[i], p[j] = p[j], p[i] }

// Push adds at the end, as container/heap wants it.
func (p *parking[E]) Push(l any) { *p = append(*p, l.(*lane[E])) }

// Pop takes from the end, as container/heap wants it.
func (p *parking[E]) Pop() any {
	last := len(*p) - 1
	l := (*p)[last]
	(*p)[last] = nil
	*p = (*p)[:last]
	return l
}
