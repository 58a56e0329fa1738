package deploy

import "embed"

// Files are the example venue as it is shipped: venue.yaml, the rules, the
// registrations and the pools it names. The demo runs on them.
//
//go:embed venue.yaml rules.yaml registrations.csv pools
var Files embed.FS
