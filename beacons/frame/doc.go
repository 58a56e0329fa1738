// Package frame reads the bytes a badge sends over the air: iBeacon, AltBeacon
// and Eddystone (UID, URL, TLM, EID). It promises that every identity has one
// spelling as a Tag, that power is always dBm at 1 m whatever the frame's own
// convention, and that a copied or replayed ephemeral identifier is refused and
// said to be so. It knows no clock and no radio: bytes and times are arguments.
//
// The one spelling of each identity, at most 58 bytes, hex in lower case:
//
//	iBeacon        <uuid>-<major>-<minor>             5af5e05a-6f1e-4f2b-9f52-0c86a0f0c001-1-42
//	AltBeacon      altbeacon:<uuid>-<major>-<minor>   altbeacon:2f234454-cf6d-4a0f-adf2-f4911ba9ffa6-1-2
//	Eddystone-UID  eddystone:<namespace>-<instance>   eddystone:12345678901234678901-000000000001
//	Eddystone-EID  eid:<identifier>                   eid:a9b76a71c5f89290 (means nothing until a Resolver has named it)
//
// The spelling of an iBeacon is the one that plans and wire format 1 use. A URL
// is what a beacon says and not who it is, and telemetry does not say whose it
// is: neither has an identity. Google's Find Hub tags share Eddystone's UUID and
// are none of ours (frames 0x40 and 0x41).
package frame
