package main

import (
	"context"
	"errors"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"foyer/beacons"
	"foyer/devices"
	"foyer/rules"
)

// TestLightWaitsForTheSlowestOfItsDevicesOnce lights a zone by three devices,
// of which one is silent.
func TestLightWaitsForTheSlowestOfItsDevicesOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var (
			mu   sync.Mutex
			told []string
		)
		device := func(name string, takes time.Duration, err error) lighting {
			return lighting{zones: []beacons.Zone{"bar"}, driver: router[rules.Light](func(context.Context, rules.Light) error {
				time.Sleep(takes)
				mu.Lock()
				defer mu.Unlock()
				told = append(told, name)
				return err
			})}
		}
		silent := errors.New("no answer")
		g := &gear{lightings: []lighting{
			device("slow", 4*time.Second, silent), device("quick", time.Second, nil), device("no", 2*time.Second, devices.Permanent(errors.New("never"))),
		}}
		began := time.Now()
		err := g.light().Do(t.Context(), rules.Light{Zone: "bar"})
		if took := time.Since(began); took != 4*time.Second || len(told) != 3 || told[0] != "quick" {
			t.Errorf("three devices of a zone: told %v in %v, want the quick one first and all in four seconds", told, took)
		}
		if !errors.Is(err, silent) || devices.IsPermanent(err) {
			t.Errorf("one silent, one that refuses: got %v, want an error that trying again may mend", err)
		}
		if err := g.light().Do(t.Context(), rules.Light{Zone: "roof"}); !devices.IsPermanent(err) {
			t.Errorf("a zone without lamps: got %v, want a permanent error", err)
		}
	})
}
