package wled

import (
	"io"
	"log/slog"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"foyer/devices"
	"foyer/rules"
)

// answers stand for a WLED in a bubble of virtual time, where no socket is.
type answers func()

// RoundTrip takes every request.
func (a answers) RoundTrip(r *http.Request) (*http.Response, error) {
	time.Sleep(5 * time.Millisecond) // of the bubble
	a()
	return &http.Response{StatusCode: http.StatusOK, Body: io.NopCloser(strings.NewReader(`{"success":true}`)), Request: r}, nil
}

// TestNoLightMakesAStripFlash tells one segment dark and bright in turns, as
// fast as Do returns, without a fade.
func TestNoLightMakesAStripFlash(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s, err := New(Config{URL: "http://192.0.2.8", Zone: "lounge"}, devices.Machine{}, slog.New(slog.DiscardHandler))
		if err != nil {
			t.Fatal(err)
		}
		var at []time.Time
		s.http = &http.Client{Transport: answers(func() { at = append(at, time.Now()) })}
		for i := range 60 {
			level := 0.1 + 0.9*float64(i%2)
			l := rules.Light{Zone: "lounge", Colours: []rules.Colour{"#ffffff", "#ffffff", "#ffffff"}, Fade: -1, Min: level, Max: level}
			if err := s.Do(t.Context(), l); err != nil {
				t.Fatal(err)
			}
		}
		for i := 6; i < len(at); i++ {
			if gone := at[i].Sub(at[i-6]); gone < time.Second {
				t.Fatalf("seven changes of direction within %v, want at most six (three flashes) in a second", gone)
			}
		}
		if took := at[len(at)-1].Sub(at[0]); took > time.Minute {
			t.Errorf("60 lights took %v, want the strip to follow as far as it may", took)
		}
	})
}

func TestFadeIsNeverFasterThanAllowed(t *testing.T) {
	for fade, want := range map[time.Duration]int{0: 0, time.Second: 10, time.Second + 1: 10, 1010 * time.Millisecond: 11, 1040 * time.Millisecond: 11, time.Hour: longest} {
		if got := (look{}).state(fade).Fade; got != want {
			t.Errorf("a fade of %v: got %d tenths of a second, want %d", fade, got, want)
		}
	}
}
