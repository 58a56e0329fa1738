package bridge

import (
	"cmp"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"time"
)

const (
	// together is the least time between two containers of events.
	together = time.Second
	// keptEvents bounds the buffer for those who come back.
	keptEvents = 120
	// lookout is how often somebody who listens is looked after.
	lookout = 50 * time.Millisecond
)

// events is what has changed lately. Nobody notes a change when it is made:
// once a second all resources are compared with a second ago, so of two changes
// of one property only the last is told, as the real one does.
type events struct {
	kept      []container // the newest last
	before    map[string]object
	told      time.Time
	count     int
	listeners int
	restarts  int
}

// container is one message: what came, what changed, what went.
type container struct {
	number int
	id     string
	body   []byte
}

func (e *events) are(r *http.Request) bool { return r.URL.Path == eventRoot }

// tellEvents answers one who listens, until it goes away.
func (b *Bridge) tellEvents(w http.ResponseWriter, r *http.Request) {
	b.mu.Lock()
	_, known := b.users[r.Header.Get("hue-application-key")]
	b.mu.Unlock()
	if !b.config.TLS || !known {
		told2(http.StatusForbidden, nil, "unauthorized application").write(w)
		return
	}
	if b.misbehave(w, r, func() reply { return told2(http.StatusOK, nil) }) {
		return
	}
	w.Header().Set("Content-Type", "text/event-stream")
	_, _ = w.Write([]byte(": hi\n\n"))
	if http.NewResponseController(w).Flush() != nil {
		return
	}
	seen, life := b.listens(r.Header.Get("Last-Event-ID"))
	defer b.leaves()
	tick := time.NewTicker(lookout)
	defer tick.Stop()
	for {
		select {
		case <-r.Context().Done():
			return
		case <-tick.C:
		}
		var alive bool
		if seen, alive = b.pour(w, seen, life); !alive {
			hangUp(w, nil)
			return
		}
	}
}

// listens counts one listener in, from behind the event it has seen last.
func (b *Bridge) listens(last string) (seen, life int) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.events.listeners++
	if b.events.listeners == 1 {
		b.events.before, b.events.told = b.byID(), b.config.Now()
	}
	seen = b.events.count
	for _, c := range b.events.kept {
		if c.id == last {
			seen = c.number
		}
	}
	return seen, b.events.restarts
}

func (b *Bridge) leaves() {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.events.listeners--
}

// pour writes what has come since; a fault that is on spoils it.
func (b *Bridge) pour(w http.ResponseWriter, seen, life int) (now int, alive bool) {
	switch fault, _ := b.faults.present(); fault {
	case None:
	case Hang:
		return seen, true
	case Garbage:
		_, _ = w.Write([]byte("data: \x00\xff{]not json\n\n"))
		return seen, false
	default:
		return seen, false
	}
	fresh, alive := b.since(seen, life)
	for _, c := range fresh {
		if _, err := fmt.Fprintf(w, "id: %s\ndata: %s\n\n", c.id, c.body); err != nil {
			return seen, false
		}
		seen = c.number
	}
	if len(fresh) > 0 && http.NewResponseController(w).Flush() != nil {
		return seen, false
	}
	return seen, alive
}

func (b *Bridge) since(seen, life int) (fresh []container, alive bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	now := b.config.Now()
	b.play(now)
	b.hush(now)
	b.gather(now)
	for _, c := range b.events.kept {
		if c.number > seen {
			fresh = append(fresh, c)
		}
	}
	return fresh, life == b.events.restarts
}

// gather makes a container of what has changed, once a second at most.
func (b *Bridge) gather(now time.Time) {
	e := &b.events
	if now.Sub(e.told) < together {
		return
	}
	after := b.byID()
	came, changed, went := compare(e.before, after)
	e.before, e.told = after, now
	var all []any
	for kind, list := range map[string][]object{"add": came, "update": changed, "delete": went} {
		if len(list) > 0 {
			all = append(all, object{"type": kind, "id": uuid("event", fmt.Sprint(e.count, kind)), "creationtime": now.UTC().Format(time.RFC3339), "data": list})
		}
	}
	if all == nil {
		return
	}
	e.count++
	body, _ := json.Marshal(all) // maps of plain values
	e.kept = append(e.kept, container{e.count, fmt.Sprintf("%d:0", now.Unix()), body})
	e.kept = e.kept[max(0, len(e.kept)-keptEvents):]
}

func (b *Bridge) byID() map[string]object {
	out := map[string]object{}
	for _, r := range b.resources() {
		out[r["id"].(string)] = r
	}
	return out
}

// compare tells what came, what changed (only the properties that did) and what
// went, each by id.
func compare(before, after map[string]object) (came, changed, went []object) {
	for id, now := range after {
		was, known := before[id]
		if !known {
			came = append(came, now)
			continue
		}
		if diff := differs(was, now); diff != nil {
			changed = append(changed, diff)
		}
	}
	for id, was := range before {
		if _, there := after[id]; !there {
			went = append(went, object{"id": id, "type": was["type"]})
		}
	}
	byID := func(a, b object) int { return cmp.Compare(a["id"].(string), b["id"].(string)) }
	slices.SortFunc(came, byID)
	slices.SortFunc(changed, byID)
	slices.SortFunc(went, byID)
	return came, changed, went
}

func differs(was, now object) object {
	var out object
	for name, value := range now {
		a, _ := json.Marshal(was[name]) // plain values
		c, _ := json.Marshal(value)
		if string(a) == string(c) {
			continue
		}
		if out == nil {
			out = object{"id": now["id"], "type": now["type"]}
			for _, join := range []string{"id_v1", "owner"} {
				if now[join] != nil {
					out[join] = now[join]
				}
			}
		}
		out[name] = value
	}
	return out
}
