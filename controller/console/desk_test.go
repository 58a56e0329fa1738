package console

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

// post posts a body to a console whose venue answers as told.
func post(o Options, path, kind, body string, edit func(*http.Request)) *httptest.ResponseRecorder {
	o.Log, o.State = slog.New(slog.DiscardHandler), func() *State { return nil }
	r := httptest.NewRequest(http.MethodPost, "http://localhost"+path, strings.NewReader(body))
	r.Header.Set("Content-Type", kind)
	if edit != nil {
		edit(r)
	}
	w := httptest.NewRecorder()
	New(o).Handler().ServeHTTP(w, r)
	return w
}

func TestDeskIsAnsweredInPlainWords(t *testing.T) {
	var told []Redemption
	o := Options{Redeem: func(_ context.Context, in Redemption) (Answer, error) {
		told = append(told, in)
		if in.Code == "away" {
			return Answer{}, errors.New("the venue is away")
		}
		return Answer{Status: http.StatusConflict, Verdict: "redeemed before", Text: "This was redeemed at 14:02."}, nil
	}}
	for _, c := range []struct {
		name, kind, body string
		edit             func(*http.Request)
		status           int
		says             string
	}{
		{"a code", "application/json", `{"id":"r1","code":"AAA-1"}`, nil, 409, "redeemed at 14:02"},
		{"a badge and a reward", "application/json; charset=utf-8", `{"tag":"b1","reward":"crown"}`, nil, 409, "redeemed at 14:02"},
		{"a venue that is away", "application/json", `{"code":"away"}`, nil, 503, "nothing is lost"},
		{"nothing", "application/json", `{}`, nil, 400, "say what is handed in"},
		{"a badge alone", "application/json", `{"tag":"b1"}`, nil, 400, "say what is handed in"},
		{"a wrong name", "application/json", `{"kode":"AAA-1"}`, nil, 400, "kode"},
		{"no JSON", "application/json", `AAA-1`, nil, 400, "not what can be posted"},
		{"a form", "application/x-www-form-urlencoded", `code=AAA-1`, nil, 415, "application/json"},
		{"too much", "application/json", `{"code":"` + strings.Repeat("A", 5000) + `"}`, nil, 400, "too large"},
		{"a foreign page", "application/json", `{"code":"AAA-1"}`, func(r *http.Request) { r.Header.Set("Sec-Fetch-Site", "cross-site") }, 403, ""},
		{"a foreign name", "application/json", `{"code":"AAA-1"}`, func(r *http.Request) { r.Host = "evil.example" }, 421, ""},
	} {
		w := post(o, "/api/redeem", c.kind, c.body, c.edit)
		if w.Code != c.status || !strings.Contains(w.Body.String(), c.says) {
			t.Errorf("posting %s: got %d %q, want %d with %q", c.name, w.Code, w.Body, c.status, c.says)
		}
	}
	if len(told) != 3 {
		t.Errorf("the venue was told %+v, want the three that were whole and ours", told)
	}
}

func TestListOfADrawIsServedAsItWasHashed(t *testing.T) {
	o := Options{Schema: []byte("{}\n"), Script: "print()\n", List: func(name string) string { return map[string]string{"prize": "draw: ü\n"}[name] }, State: func() *State { return nil }}
	for path, want := range map[string]struct {
		status int
		body   string
	}{
		"/draw/prize/list.txt":  {200, "draw: ü\n"},
		"/draw/other/list.txt":  {404, "There is no list of this draw. It is published when entry closes.\n"},
		"/draw/verify.py":       {200, "print()\n"},
		"/schema/rules.v1.json": {200, "{}\n"},
		"/draw/prize/":          {404, "404 page not found\n"},
		"/draw/a%2Fb/list.txt":  {404, "There is no list of this draw. It is published when entry closes.\n"},
	} {
		w := httptest.NewRecorder()
		New(o).Handler().ServeHTTP(w, httptest.NewRequest(http.MethodGet, "http://localhost"+path, nil))
		if w.Code != want.status || w.Body.String() != want.body {
			t.Errorf("GET %s: got %d %q, want %d %q", path, w.Code, w.Body, want.status, want.body)
		}
	}
}
