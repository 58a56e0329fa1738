package locate

import (
	"time"

	"foyer/beacons"
)

// Answer is where somebody is: Zone "" means unknown (or gone). Since is when
// they came, as far as the radio tells; with Zone "", when we lost them. It is
// zero for somebody never heard.
type Answer struct {
	Zone  beacons.Zone
	Since time.Time
}

const (
	maxEars    = 16 // anchors remembered per track: the newest and loudest
	maxSources = 2  // a badge and a phone
	maxLeads   = 12 // zones that may be the next answer
)

// Track is what the engine remembers of one person, badge and phone together.
// The zero Track is somebody never heard. It has no pointers into the engine
// and may be copied; it means something only to engines of the same plan.
type Track struct {
	since   int64 // ms; start of the present answer
	heard   int64 // ms; newest sighting
	first   int64 // ms; first sighting since we last knew nothing
	decided int64 // ms; newest sighting that the last decision knew
	news    bool  // something was heard since then
	rival   uint16
	zone    uint16
	ears    uint8 // used entries of ear
	leads   uint8 // used entries of lead
	rivalAt int64 // ms; since when rival has been ahead
	source  [maxSources]source
	ear     [maxEars]ear
	lead    [maxLeads]lead
}

// source is one thing that the person carries.
type source struct {
	tag  beacons.Tag
	at   int64   // ms; last heard
	gap  float32 // ms; longest pause of late
	used bool
}

// ear is how one anchor hears one source.
type ear struct {
	at     int64   // ms; last heard
	level  float32 // smoothed, dB as of a tag of -59 dBm at 1 m
	gap    float32 // ms between sightings, smoothed
	anchor uint16
	source uint8
	count  uint8 // sightings, saturating
}

// lead is how far the evidence of one zone is ahead, as a log-odds.
type lead struct {
	zone uint16
	odds float32
}
