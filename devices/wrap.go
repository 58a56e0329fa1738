package devices

import (
	"context"
	"fmt"
	"sync"
	"time"
)

// Pace lets at most perSecond effects a second through to d, and burst of them
// at once after a quiet time. The others wait their turn, in the order they came.
func Pace[E any](d Driver[E], clock Clock, perSecond float64, burst int) Driver[E] {
	gap := time.Duration(float64(time.Second) / perSecond)
	return &pace[E]{driver: d, clock: clock, gap: gap, slack: gap * time.Duration(max(burst, 1)-1)}
}

type pace[E any] struct {
	driver Driver[E]
	clock  Clock
	gap    time.Duration
	slack  time.Duration // how far behind its plan a burst may have fallen

	mu   sync.Mutex
	next time.Time // when the next effect was due at an even pace
}

// Do waits for its slot.
func (p *pace[E]) Do(ctx context.Context, effect E) error {
	if wait := p.slot(); wait > 0 {
		if err := p.clock.Sleep(ctx, wait); err != nil {
			return Unsent(fmt.Errorf("pace: %w", err))
		}
	}
	return p.driver.Do(ctx, effect)
}

// slot takes the next free place in time and says how far away it is.
func (p *pace[E]) slot() time.Duration {
	p.mu.Lock()
	defer p.mu.Unlock()
	now := p.clock.Now()
	if earliest := now.Add(-p.slack); p.next.Before(earliest) {
		p.next = earliest
	}
	wait := p.next.Sub(now)
	p.next = p.next.Add(p.gap)
	return wait
}

// Ledger remembers, beyond the end of the process, which effects were tried
// and which are done.
type Ledger interface {
	// Begin notes that id is about to be tried, and tells whether it was tried
	// before this call and whether it is done.
	Begin(ctx context.Context, id string) (tried, done bool, err error)
	// Finish notes that id is done.
	Finish(ctx context.Context, id string) error
}

// onceRemembers bounds the effects that Once keeps in mind between two tries.
const onceRemembers = 10_000

// Once does an effect that the ledger knows as done not again. An effect that
// an earlier process tried without seeing the end is tried again; when it is
// then refused, the outcome is Unknown. Two Do with one id must not overlap:
// an Outbox whose key covers the id sees to it. A Finish that fails is not the
// effect's error: it is done.
func Once[E any](d Driver[E], ledger Ledger, id func(E) string) Driver[E] {
	return &once[E]{driver: d, ledger: ledger, id: id, begun: map[string]bool{}}
}

type once[E any] struct {
	driver Driver[E]
	ledger Ledger
	id     func(E) string

	mu sync.Mutex
	// begun holds what this process tries: whether a try may have been done.
	// So the second try of a process is not taken for that of an earlier one.
	begun map[string]bool
}

// Do asks the ledger first and tells it after.
func (o *once[E]) Do(ctx context.Context, effect E) error {
	id := o.id(effect)
	unsure, done, err := o.begin(ctx, id)
	if err != nil || done {
		return err
	}
	if err = o.driver.Do(ctx, effect); err == nil {
		o.forget(id)
		_ = o.ledger.Finish(ctx, id)
		return nil
	}
	unsure = unsure || OutcomeOf(err) == Unknown
	if IsPermanent(err) {
		o.forget(id)
	} else {
		o.keep(id, unsure)
	}
	if unsure {
		return Unsure(err)
	}
	return err
}

// begin asks the ledger, unless this process has already. When the ledger does
// not answer nothing is known, so the error stays unmarked.
func (o *once[E]) begin(ctx context.Context, id string) (unsure, done bool, err error) {
	o.mu.Lock()
	unsure, ours := o.begun[id]
	o.mu.Unlock()
	if ours {
		return unsure, false, nil
	}
	if unsure, done, err = o.ledger.Begin(ctx, id); err != nil {
		err = fmt.Errorf("ledger: begin: %w", err)
	}
	return unsure, done, err
}

// keep remembers a try. When there are too many, all are forgotten: the ledger
// then says "tried before", which errs on the safe side.
func (o *once[E]) keep(id string, unsure bool) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if len(o.begun) >= onceRemembers {
		clear(o.begun)
	}
	o.begun[id] = unsure
}

func (o *once[E]) forget(id string) {
	o.mu.Lock()
	defer o.mu.Unlock()
	delete(o.begun, id)
}

// DryRun tells the effects instead of doing them for as long as dry says so:
// a rehearsal, or the stop switch.
func DryRun[E any](d Driver[E], dry func() bool, tell func(E)) Driver[E] {
	return &dryRun[E]{driver: d, dry: dry, tell: tell}
}

type dryRun[E any] struct {
	driver Driver[E]
	dry    func() bool
	tell   func(E)
}

// Do tells, or does.
func (r *dryRun[E]) Do(ctx context.Context, effect E) error {
	if r.dry() {
		r.tell(effect)
		return nil
	}
	return r.driver.Do(ctx, effect)
}
