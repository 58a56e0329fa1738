package devices

import (
	"context"
	"sync"
)

// Run does the effects until ctx ends, and returns nil when the last worker
// has. What is not settled then stays, and a later Run goes on with it.
func (o *Outbox[E]) Run(ctx context.Context) error {
	stop := context.AfterFunc(ctx, o.wakeAll)
	defer stop()
	var workers sync.WaitGroup
	for range max(1, o.config.Workers) {
		workers.Go(func() { o.work(ctx) })
	}
	o.keepTime(ctx)
	workers.Wait()
	return nil
}

// wakeAll takes the lock so that no worker is between its look at ctx and its wait.
func (o *Outbox[E]) wakeAll() {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.wake.Broadcast()
}

func (o *Outbox[E]) work(ctx context.Context) {
	for {
		l, next := o.take(ctx)
		switch {
		case next == nil:
			return
		case l == nil:
			o.settle(next, nil)
		default:
			v := o.config.Patience.try(ctx, o.config.Driver, o.config.Clock, next.effect, &next.course)
			o.judge(ctx, l, next, v)
		}
	}
}

// take waits for something to do: a letter with its lane, a superseded letter
// without one, or nothing when ctx has ended.
func (o *Outbox[E]) take(ctx context.Context) (*lane[E], *letter[E]) {
	o.mu.Lock()
	defer o.mu.Unlock()
	for ctx.Err() == nil {
		if n := len(o.replaced); n > 0 {
			gone := o.replaced[0]
			o.replaced = o.replaced[1:]
			return nil, gone
		}
		if len(o.ready) > 0 {
			l := o.ready[0]
			o.ready = o.ready[1:]
			next := l.letters[0]
			l.letters = l.letters[1:]
			return l, next
		}
		o.wake.Wait()
	}
	return nil, nil
}

// judge does what the verdict says, and lets the lane go.
func (o *Outbox[E]) judge(ctx context.Context, l *lane[E], tried *letter[E], v verdict) {
	stopped := ctx.Err() != nil && v.err != nil && !IsPermanent(v.err)
	if v.over && !stopped {
		o.settle(tried, v.err)
		o.mu.Lock()
		defer o.mu.Unlock()
		o.release(l)
		return
	}
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.config.Newest && len(l.letters) > 0 {
		o.replaced = append(o.replaced, tried)
		o.wake.Signal()
	} else {
		l.letters = append([]*letter[E]{tried}, l.letters...)
	}
	if stopped {
		o.release(l)
		return
	}
	o.park(l, o.config.Clock.Now().Add(v.wait))
}

func (o *Outbox[E]) settle(done *letter[E], err error) {
	o.mu.Lock()
	o.all.Remove(done.seat)
	if err != nil {
		o.givenUp++
	}
	o.mu.Unlock()
	o.config.Settled(done.effect, err)
}
