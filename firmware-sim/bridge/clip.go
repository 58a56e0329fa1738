package bridge

import (
	"crypto/sha1"
	"encoding/hex"
	"fmt"
	"net/http"
	"slices"
	"strings"
)

// Where CLIP v2 lives.
const (
	resourceRoot = "/clip/v2/resource"
	eventRoot    = "/eventstream/clip/v2"
	authRoot     = "/auth/v1"
)

// isClip tells whether a request is of CLIP v2, which only comes over TLS.
func (b *Bridge) isClip(r *http.Request) bool {
	path := r.URL.Path
	return b.config.TLS && (path == authRoot || path == resourceRoot || strings.HasPrefix(path, resourceRoot+"/"))
}

// told2 is the envelope of every answer.
func told2(status int, data []any, errors ...string) reply {
	wrong := []any{}
	for _, e := range errors {
		wrong = append(wrong, object{"description": e})
	}
	if data == nil {
		data = []any{}
	}
	return reply{status: status, body: object{"errors": wrong, "data": data}}
}

// clip is the whole of CLIP v2 that there is, but its events.
func (b *Bridge) clip(w http.ResponseWriter, r *http.Request, body []byte) reply {
	b.mu.Lock()
	defer b.mu.Unlock()
	key := r.Header.Get("hue-application-key")
	switch _, known := b.users[key]; {
	case key == "":
		return told2(http.StatusUnauthorized, nil, "the header hue-application-key is missing")
	case !known:
		return told2(http.StatusForbidden, nil, "unauthorized application")
	case r.URL.Path == authRoot:
		w.Header().Set("hue-application-id", appID(key))
		return told2(http.StatusOK, nil)
	}
	b.play(b.config.Now())
	b.hush(b.config.Now())
	path := strings.FieldsFunc(strings.TrimPrefix(r.URL.Path, resourceRoot), func(r rune) bool { return r == '/' })
	if r.Method == http.MethodGet {
		b.counters.Reads++
		return b.read2(path)
	}
	return b.write2(asked{r.Method, path, key, body})
}

// asked is one request that wants to change something.
type asked struct {
	method string
	path   []string // type and id
	key    string
	body   []byte
}

func (a asked) at() string { return resourceRoot + "/" + strings.Join(a.path, "/") }

// read2 answers a GET: everything, a type, or one resource.
func (b *Bridge) read2(path []string) reply {
	if len(path) > 2 || len(path) > 0 && !slices.Contains(kinds(), path[0]) {
		return told2(http.StatusNotFound, nil, "Not Found")
	}
	var found []any
	for _, one := range b.resources() {
		if (len(path) < 1 || one["type"] == path[0]) && (len(path) < 2 || one["id"] == path[1]) {
			found = append(found, one)
		}
	}
	if len(path) == 2 && found == nil {
		return told2(http.StatusNotFound, nil, "Not Found")
	}
	return told2(http.StatusOK, found)
}

// write2 answers everything else.
func (b *Bridge) write2(a asked) reply {
	if len(a.path) == 0 || len(a.path) > 2 || !slices.Contains(kinds(), a.path[0]) {
		return told2(http.StatusNotFound, nil, "Not Found")
	}
	switch a.method + " " + a.path[0] {
	case "POST scene":
		return b.makeScene(a)
	case "PUT scene":
		return b.putScene(a)
	case "DELETE scene":
		return b.deleteScene(a)
	case "PUT light", "PUT grouped_light":
		return b.putLight(a)
	case "PUT entertainment_configuration":
		return b.putArea(a)
	}
	return told2(http.StatusMethodNotAllowed, nil, "method not allowed for "+a.path[0])
}

// taken is the answer to a change that was taken.
func taken(status int, kind, id string, errors ...string) reply {
	return told2(status, []any{ref(kind, id)}, errors...)
}

func kinds() []string {
	return []string{
		"bridge", "bridge_home", "device", "entertainment", "entertainment_configuration", "grouped_light", "light", "room",
		"scene", "zigbee_connectivity", "zone",
	}
}

// uuid names a resource: always the same for the same thing.
func uuid(kind, of string) string {
	sum := sha1.Sum([]byte("foyer-sim/" + kind + "/" + of))
	sum[6], sum[8] = sum[6]&0x0f|0x50, sum[8]&0x3f|0x80
	h := hex.EncodeToString(sum[:16])
	return fmt.Sprintf("%s-%s-%s-%s-%s", h[:8], h[8:12], h[12:16], h[16:20], h[20:])
}

// appID is who a key is, as streams name it.
func appID(key string) string { return uuid("auth_v1", key) }

func ref(kind, id string) object { return object{"rid": id, "rtype": kind} }
