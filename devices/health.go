package devices

import "time"

// Health is how a device is, for the page.
type Health struct {
	Up      bool      `json:"up"`
	Since   time.Time `json:"since"`             // since when it is up, or not
	Problem string    `json:"problem,omitempty"` // in plain words, with what to do; "" = none
	// Accepted and Refused count effects since the start.
	Accepted uint64 `json:"accepted"`
	Refused  uint64 `json:"refused"`
}
