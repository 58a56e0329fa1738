package wire

import "foyer/beacons"

// Producers says which foreign producers speak on the broker; nil = not here.
// Our own format is always understood.
type Producers struct {
	// As is what foreign producers call our anchors: a gateway's name, its
	// address in any spelling, a room, a region of a phone. An anchor's own id
	// needs no line.
	As            map[string]beacons.Anchor
	ESPresense    *ESPresense
	Theengs       *Theengs
	MQTTRoom      *MQTTRoom
	Minew         *Minew
	OwnTracks     *OwnTracks
	RoomAssistant *RoomAssistant
	// ListenTo are more topic filters to subscribe to, so that what nobody
	// understands is counted. "#" is for an hour of looking: it brings
	// everything that anybody says.
	ListenTo []string
}

// all are the foreign producers that are here.
func (q Producers) all(plan beacons.Plan, words *reader) (all []producer) {
	anchors := placesOf(plan, q.As)
	if q.ESPresense != nil {
		all = append(all, newESPresense(anchors, *q.ESPresense, words))
	}
	if q.Theengs != nil {
		all = append(all, newTheengs(anchors, *q.Theengs, words))
	}
	if q.MQTTRoom != nil {
		all = append(all, newMQTTRoom(anchors, *q.MQTTRoom, words))
	}
	if q.Minew != nil {
		all = append(all, newMinew(anchors, *q.Minew, words))
	}
	if q.OwnTracks != nil {
		all = append(all, newOwnTracks(plan, anchors, *q.OwnTracks, words))
	}
	if q.RoomAssistant != nil {
		all = append(all, newRoomAssistant(anchors, words))
	}
	return all
}
