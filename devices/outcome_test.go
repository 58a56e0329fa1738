package devices_test

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"foyer/devices"
)

func TestOutcomeIsCertainOnlyWhenSomeoneSaidSo(t *testing.T) {
	plain := errors.New("no reply")
	table := map[string]struct {
		err  error
		want devices.Outcome
	}{
		"nil":                       {nil, devices.Done},
		"unmarked":                  {plain, devices.Unknown},
		"unsent":                    {devices.Unsent(plain), devices.Refused},
		"permanent":                 {devices.Permanent(plain), devices.Refused},
		"wrapped permanent":         {fmt.Errorf("push: %w", devices.Permanent(plain)), devices.Refused},
		"unsure outweighs":          {devices.Unsure(devices.Permanent(devices.Unsent(plain))), devices.Unknown},
		"unsure inside outweighs":   {devices.Permanent(devices.Unsure(plain)), devices.Unknown},
		"a hint changes nothing":    {devices.After(devices.Unsent(plain), time.Second), devices.Refused},
		"late, never tried":         {devices.Permanent(devices.ErrLate), devices.Refused},
		"late, something was tried": {devices.Unsure(devices.Permanent(devices.ErrLate)), devices.Unknown},
	}
	for name, row := range table {
		if got := devices.OutcomeOf(row.err); got != row.want {
			t.Errorf("OutcomeOf(%s) = %v, want %v", name, got, row.want)
		}
	}
}

func TestMarksKeepTheErrorAndNilStaysNil(t *testing.T) {
	cause := errors.New("cause")
	for name, mark := range map[string]func(error) error{
		"Permanent": devices.Permanent,
		"Unsent":    devices.Unsent,
		"Unsure":    devices.Unsure,
		"After":     func(err error) error { return devices.After(err, time.Second) },
	} {
		if err := mark(nil); err != nil {
			t.Errorf("%s(nil) = %v, want nil", name, err)
		}
		if err := mark(cause); !errors.Is(err, cause) || err.Error() != cause.Error() {
			t.Errorf("%s(cause) = %v, want the cause in it and the same text", name, err)
		}
	}
	if got := devices.NotBefore(fmt.Errorf("x: %w", devices.After(cause, time.Minute))); got != time.Minute {
		t.Errorf("NotBefore of a wrapped hint = %v, want 1m", got)
	}
	if got := devices.NotBefore(cause); got != 0 {
		t.Errorf("NotBefore without a hint = %v, want 0", got)
	}
}
