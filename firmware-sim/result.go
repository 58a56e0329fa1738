package main

import (
	"encoding/json"
	"fmt"
	"io"
	"syscall"
	"time"

	"github.com/HdrHistogram/hdrhistogram-go"
)

// result is what a load measured.
type result struct {
	Tags        int     `json:"tags"`
	Rate        int     `json:"rate"`
	PerMessage  int     `json:"per_message"`
	Connections int     `json:"connections"`
	Seconds     float64 `json:"seconds"`
	Achieved    float64 `json:"achieved_rate"`
	Sent        uint64  `json:"sent"`
	Messages    uint64  `json:"messages"`
	Accepted    uint64  `json:"accepted"`
	Unknown     uint64  `json:"unknown"` // accepted, but of tags that nobody carries
	Dropped     uint64  `json:"dropped"` // by the controller
	Visits      uint64  `json:"visits"`
	Walks       uint64  `json:"walks"`
	Late        uint64  `json:"late"` // messages that left more than 10 ms behind their time
	LatestMs    float64 `json:"latest_ms"`
	CPU         float64 `json:"generator_cpu_us_per_sighting"`
	Latency     latency `json:"latency_ms"`
}

// latency is from the publishing of the sighting that decided to the zone's
// message, in milliseconds.
type latency struct {
	Messages int64   `json:"messages"`
	P50      float64 `json:"p50"`
	P99      float64 `json:"p99"`
	Max      float64 `json:"max"`
}

func latencyOf(h *hdrhistogram.Histogram) latency {
	ms := func(us int64) float64 { return float64(us) / 1000 }
	return latency{h.TotalCount(), ms(h.ValueAtQuantile(50)), ms(h.ValueAtQuantile(99)), ms(h.Max())}
}

func (o *loadOptions) result(hoses []*hose, took, used time.Duration) *result {
	r := &result{Tags: o.tags, Rate: o.rate, PerMessage: o.per, Connections: o.connections, Seconds: took.Seconds()}
	for _, h := range hoses {
		r.Sent += uint64(h.sent)
		r.Messages += uint64(h.messages)
		r.Late += uint64(h.late)
		r.Walks += uint64(h.herd.walks)
		r.LatestMs = max(r.LatestMs, float64(h.worst.Microseconds())/1000)
	}
	r.Achieved = float64(r.Sent) / took.Seconds()
	r.CPU = float64(used.Microseconds()) / float64(max(1, r.Sent))
	return r
}

// tell writes the result. What was not accepted is an error.
func (r *result) tell(out io.Writer, asJSON bool) error {
	if asJSON {
		if err := json.NewEncoder(out).Encode(r); err != nil {
			return fmt.Errorf("result: %w", err)
		}
	} else {
		_, _ = fmt.Fprintf(out, `sent       %d sightings of %d tags in %d messages, %.1f s, %.0f /s
accepted   %d (%d of tags nobody carries, %d dropped, %d visits)
late       %d messages, the latest by %.1f ms
latency    p50 %.1f ms, p99 %.1f ms, max %.1f ms, of %d zone messages
generator  %.2f µs of CPU a sighting
`, r.Sent, r.Tags, r.Messages, r.Seconds, r.Achieved, r.Accepted, r.Unknown, r.Dropped, r.Visits, r.Late, r.LatestMs,
			r.Latency.P50, r.Latency.P99, r.Latency.Max, r.Latency.Messages, r.CPU)
	}
	if r.Accepted != r.Sent {
		return fmt.Errorf("load: %d sightings were sent and %d accepted", r.Sent, r.Accepted)
	}
	return nil
}

// cpu is how much processor time this process has used.
func cpu() time.Duration {
	var u syscall.Rusage
	if syscall.Getrusage(syscall.RUSAGE_SELF, &u) != nil {
		return 0
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}
