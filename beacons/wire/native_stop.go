package wire

import "strings"

// stop is a command that stops something, or lets it go on.
func (n *native) stop(in *incoming, command string, m *Message) Reason {
	if command != "stop" {
		return UnknownTopic
	}
	got, why := n.note(in)
	what, on := got.stop, true
	if what == "" {
		what, on = got.goOn, false
	}
	switch {
	case why != understood:
		return why
	case got.stop != "" && got.goOn != "" || !stoppable(what):
		return NoStop
	}
	m.Kind = StopKind
	m.Stop = Stop{ID: got.id, What: what, On: on, By: got.by}
	return understood
}

// stoppable tells whether a name has the form of something that can be
// stopped; whether there is such a rule or channel, the venue knows.
func stoppable(what string) bool {
	kind, name, named := strings.Cut(what, ":")
	return what == "all" || named && name != "" && (kind == "rule" || kind == "channel")
}
