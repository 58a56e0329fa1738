package store

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"time"
)

const (
	// leaseTime is how long a lease counts that nobody renews. Who waits for
	// it measures on the own clock; Redis and its clock have no part in it.
	leaseTime  = 6 * time.Second
	leaseRenew = 2 * time.Second
	leaseLook  = 500 * time.Millisecond
)

// standing is a lease in other hands, as it was when it last moved.
type standing struct {
	epoch, renewals, owner string
	since                  time.Time
}

// takeLease waits until the lease is ours or ctx ends.
func (s *Store) takeLease(ctx context.Context) error {
	var held standing
	var problem string
	for {
		reply, err := s.tryLease(ctx, held)
		switch {
		case err != nil && err.Error() != problem:
			problem = err.Error()
			s.log.WarnContext(ctx, "the store does not answer: trying again", "problem", problem)
		case err == nil && reply.owner == "":
			s.epoch, err = strconv.ParseUint(reply.epoch, 10, 53)
			return err
		case err == nil && (reply.epoch != held.epoch || reply.renewals != held.renewals):
			if held.owner != reply.owner {
				s.log.WarnContext(ctx, "another controller writes for this venue: waiting for it", "owner", reply.owner)
			}
			held = reply
		}
		if !pause(ctx, leaseLook) {
			return errors.Join(fmt.Errorf("store: take the lease: %w", ctx.Err()), err)
		}
	}
}

// tryLease asks once. The answer is ours when it names no owner.
func (s *Store) tryLease(ctx context.Context, held standing) (standing, error) {
	epoch, renewals := "", ""
	if held.owner != "" && time.Since(held.since) > leaseTime {
		epoch, renewals = held.epoch, held.renewals
	}
	reply, err := s.run(ctx, s.script.take, []string{s.keys.lease}, s.token, epoch, renewals, tokenRandom).Slice()
	if err != nil {
		return standing{}, err
	}
	text := make([]string, 4)
	for i := range min(len(reply), len(text)) {
		text[i] = fmt.Sprint(reply[i])
	}
	return standing{epoch: text[1], renewals: text[2], owner: text[3], since: time.Now()}, nil
}

func (s *Store) renewLease(ctx context.Context) error {
	ok, err := s.run(ctx, s.script.renew, []string{s.keys.lease}, s.epoch, s.token).Int()
	if err == nil && ok == 0 {
		return ErrTakenOver
	}
	return err
}

// giveLease lets the next controller in at once. When it cannot, the next one
// waits a little longer, that is all.
func (s *Store) giveLease() {
	ctx, cancel := context.WithTimeout(context.Background(), time.Second)
	defer cancel()
	if err := s.run(ctx, s.script.release, []string{s.keys.lease}, s.epoch, s.token).Err(); err != nil {
		s.log.DebugContext(ctx, "the lease could not be given back", "problem", err.Error())
	}
}

// pause waits and tells whether ctx still runs.
func pause(ctx context.Context, d time.Duration) bool {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-ctx.Done():
		return false
	}
}
