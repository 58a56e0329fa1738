package console

import (
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/fstest"
)

func quiet(hosts ...string) http.Handler {
	state := crowded(1)
	return New(Options{State: func() *State { return state }, Log: slog.New(slog.DiscardHandler), Hosts: hosts}).Handler()
}

// ask sends one request to a handler, as a browser at host would.
func ask(h http.Handler, method, host, path string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(method, "http://localhost"+path, nil)
	r.Host = host
	answer := httptest.NewRecorder()
	h.ServeHTTP(answer, r)
	return answer
}

func TestOnlyOurOwnHostNamesAreAnswered(t *testing.T) {
	h := quiet("foyer.pier-west.lan")
	for host, want := range map[string]int{
		"localhost": 200, "LOCALHOST:8080": 200, "localhost.": 200, "127.0.0.1:8080": 200, "127.9.9.9": 200, "[::1]:8080": 200, "[::1]": 200,
		"foyer.pier-west.lan": 404, "Foyer.Pier-West.LAN:443": 404, // there is only what belongs to people
		"evil.example": 421, "evil.example:8080": 421, "localhost.evil.example": 421, "127.0.0.1.evil.example": 421,
		"192.168.1.7:8080": 421, "[fe80::1]:8080": 421, "2130706433": 421, "": 421, ":8080": 421, ".": 421,
	} {
		for _, path := range []string{"/", "/api/state", "/rules"} {
			if got := ask(h, http.MethodGet, host, path).Code; got != want {
				t.Errorf("GET %s with Host %q: got %d, want %d", path, host, got, want)
			}
		}
	}
}

func TestPeopleReachTheirOwnPageFromOutside(t *testing.T) {
	h := quiet("foyer.pier-west.lan")
	for path, want := range map[string]int{
		"/me": 200, "/healthz": 200, "/v1/nothing": 404, "/api/redeem": 404, "/technician": 404, "/dj": 404, "/draw/x/list.txt": 404,
	} {
		if got := ask(h, http.MethodGet, "foyer.pier-west.lan:443", path).Code; got != want {
			t.Errorf("GET %s from outside: got %d, want %d", path, got, want)
		}
		if got := ask(h, http.MethodGet, "evil.example", path).Code; got != http.StatusMisdirectedRequest {
			t.Errorf("GET %s by a foreign name: got %d, want 421", path, got)
		}
	}
}

func TestEveryAnswerForbidsForeignScriptsAndFrames(t *testing.T) {
	for _, path := range []string{"/", "/api/state", "/healthz", "/nothing-here"} {
		head := ask(quiet(), http.MethodGet, "localhost", path).Header()
		csp := head.Get("Content-Security-Policy")
		for _, want := range []string{"default-src 'self'", "object-src 'none'", "base-uri 'none'", "frame-ancestors 'none'", "require-trusted-types-for 'script'"} {
			if !strings.Contains(csp, want) {
				t.Errorf("policy of %s: got %q, want %q in it", path, csp, want)
			}
		}
		if strings.Contains(csp, "unsafe") || strings.Contains(csp, "http") {
			t.Errorf("policy of %s opens a door: %q", path, csp)
		}
		for name, want := range map[string]string{"X-Content-Type-Options": "nosniff", "Referrer-Policy": "no-referrer"} {
			if got := head.Get(name); got != want {
				t.Errorf("%s of %s: got %q, want %q", name, path, got, want)
			}
		}
	}
}

func TestNothingCanBeWritten(t *testing.T) {
	for _, method := range []string{http.MethodPost, http.MethodPut, http.MethodPatch, http.MethodDelete} {
		for _, path := range []string{"/", "/api/state", "/api/live", "/healthz"} {
			if got := ask(quiet(), method, "localhost", path).Code; got != http.StatusMethodNotAllowed {
				t.Errorf("%s %s: got %d, want 405", method, path, got)
			}
		}
	}
}

func TestPostFromAForeignPageIsRefusedBeforeAnything(t *testing.T) {
	r := httptest.NewRequest(http.MethodPost, "http://localhost/api/state", nil)
	r.Header.Set("Sec-Fetch-Site", "cross-site")
	answer := httptest.NewRecorder()
	quiet().ServeHTTP(answer, r)
	if answer.Code != http.StatusForbidden {
		t.Errorf("POST from another site: got %d, want 403", answer.Code)
	}
}

func TestPagesAreKeptOnlyWhenTheirNameHasAHash(t *testing.T) {
	files := fstest.MapFS{
		"index.html":          {Data: []byte("<p>the page</p>")},
		"assets/main-1a2b.js": {Data: []byte("1")},
		".gitkeep":            {},
	}
	h := pages(files)
	for path, want := range map[string]struct {
		code  int
		cache string
	}{
		"/":                    {200, "no-cache"},
		"/assets/main-1a2b.js": {200, "public, max-age=31536000, immutable"},
		"/assets/":             {404, ""},
		"/assets/gone.js":      {404, ""},
		"/.gitkeep":            {404, ""},
		"/../console.go":       {404, ""},
	} {
		answer := ask(h, http.MethodGet, "localhost", path)
		if answer.Code != want.code || answer.Header().Get("Cache-Control") != want.cache {
			t.Errorf("GET %s: got %d kept %q, want %d kept %q", path, answer.Code, answer.Header().Get("Cache-Control"), want.code, want.cache)
		}
	}
}

func TestAnotherPageHasAnotherName(t *testing.T) {
	one := name(fstest.MapFS{"index.html": {Data: []byte("<p>one</p>")}})
	two := name(fstest.MapFS{"index.html": {Data: []byte("<p>two</p>")}})
	if none := name(fstest.MapFS{}); one == two || one == none {
		t.Errorf("names of two pages and of none: got %q, %q and %q, want three names", one, two, none)
	}
}

func TestUnbuiltPageSaysHowToBuildIt(t *testing.T) {
	built := pages(fstest.MapFS{"index.html": {Data: []byte("<p>the page</p>")}})
	if answer := ask(built, http.MethodGet, "localhost", "/technician"); answer.Code != http.StatusOK || !strings.Contains(answer.Body.String(), "the page") {
		t.Errorf("the technician's page: got %d %q, want the page", answer.Code, answer.Body)
	}
	answer := ask(pages(fstest.MapFS{".gitkeep": {}}), http.MethodGet, "localhost", "/")
	if answer.Code != http.StatusOK || !strings.Contains(answer.Body.String(), "The pages are not built yet: run make web") {
		t.Errorf("page that was not built: got %d %q", answer.Code, answer.Body)
	}
}
