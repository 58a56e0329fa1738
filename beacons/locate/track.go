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
	maxEars    = 16 // anchors remembered per track: those heard last
	maxSources = 2  // a badge and a phone
	maxBeliefs = 60 // spots that somebody may be in
)

// Track is what the engine remembers of one person, badge and phone together.
// The zero Track is somebody never heard. It has no pointers into the engine
// and may be copied; it means something only to engines of the same plan.
type Track struct {
	since    int64  // ms; start of the present answer
	heard    int64  // ms; newest sighting
	first    int64  // ms; first sighting since we last knew nothing
	decided  int64  // ms; newest sighting that the last decision knew
	looked   int64  // ms; when we last asked whether to decide
	wake     int64  // ms; when another zone will have been likelier for long enough; 0 = it is not
	rivalAt  int64  // ms; since when rival has been ahead
	sights   uint32 // sightings since first
	rival    uint16
	zone     uint16
	last     uint16  // zone before we lost them
	fresh    uint16  // sightings since the last decision
	sure     bool    // as of the last decision, they are where we say
	waited   bool    // a first place has waited long enough for evidence
	ears     uint8   // used entries of ear
	beliefs  uint8   // used entries of spot and mass
	restless float32 // dB²; how far the levels now are from those of many seconds
	loudest  float32 // dBm; how loud the loudest anchor was at the last decision
	need     float32 // times that another zone must be likelier, as of the last decision
	hold     float32 // ms that it must have been the likeliest
	noise    float32 // dB²; how far one sighting is from the level now
	source   [maxSources]source
	ear      [maxEars]ear
	spot     [maxBeliefs]uint16
	mass     [maxBeliefs]float32
}

// source is one thing that the person carries.
type source struct {
	tag   beacons.Tag
	first int64   // ms; start of the present run of sightings
	at    int64   // ms; last heard
	gap   float32 // ms; longest pause of late
	used  bool
}

// ear is how one anchor hears one source.
type ear struct {
	at     int64   // ms; last heard
	fast   float32 // dBm; the level now, smoothed over a few sightings
	slow   float32 // dBm; the level over many seconds
	gap    float32 // ms between sightings, smoothed
	anchor uint16
	source uint8
	count  uint8 // sightings, saturating
}
