package bridge

import (
	"encoding/json"
	"slices"
)

// rename answers PUT lights/<id> and groups/<id>: what they are called. Apps
// of others send it with nothing in it, and that is taken.
func (b *Bridge) rename(path []string, body []byte) reply {
	at := "/" + path[0] + "/" + path[1]
	name := b.name(path)
	if name == nil {
		return failed(3, at, "resource, %s, not available", at)
	}
	var change map[string]json.RawMessage
	if err := json.Unmarshal(body, &change); err != nil {
		return failed(2, at, "body contains invalid json")
	}
	answers := []any{}
	for key, raw := range change {
		var to string
		switch err := json.Unmarshal(raw, &to); {
		case key != "name":
			answers = append(answers, failure(6, at+"/"+key, "parameter, %s, not available", key))
		case err != nil || to == "" || len(to) > 32:
			answers = append(answers, failure(7, at+"/name", "invalid value, %s, for parameter, name", raw))
		default:
			*name = to
			answers = append(answers, success(at+"/name", to))
		}
	}
	return reply{body: answers}
}

// name is where the name of a lamp or a group stands; nil = there is none.
func (b *Bridge) name(path []string) *string {
	if path[0] == "lights" {
		if i := slices.IndexFunc(b.lamps, func(l *lamp) bool { return l.id == path[1] }); i >= 0 {
			return &b.lamps[i].name
		}
		return nil
	}
	if i := slices.IndexFunc(b.groups, func(g group) bool { return g.id == path[1] }); i >= 0 {
		return &b.groups[i].name
	}
	return nil
}
