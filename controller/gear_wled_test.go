package main

import (
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"foyer/rules"
)

func TestLightOfAZoneGoesToItsWLED(t *testing.T) {
	told := make(chan string, 1)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		told <- r.URL.Path + " " + string(body)
		_, _ = io.WriteString(w, `{"on":true,"bri":255,"seg":[{"id":0,"on":true,"bri":255,"fx":0,"col":[[0,0,255]]}]}`)
	}))
	defer server.Close()
	c, said := litVenue(t, "  - {id: strip, zone: bar, kind: wled, address: "+server.URL+"}\n")
	if len(said) != 0 {
		t.Fatalf("the venue: got %q", said)
	}
	g := &gear{}
	if err := g.addLights(c, settings{clock: wallClock(), log: slog.New(slog.DiscardHandler)}); err != nil {
		t.Fatal(err)
	}
	blue := rules.Light{Zone: "bar", Colours: []rules.Colour{"#0000ff", "#0000ff", "#0000ff"}}
	if err := g.light().Do(t.Context(), blue); err != nil {
		t.Fatalf("the light: %v", err)
	}
	if got := <-told; !strings.HasPrefix(got, "/json/state ") || !strings.Contains(got, `"col":[[0,0,255]]`) {
		t.Errorf("what the WLED was told: got %s", got)
	}
	if l := g.lamps(); len(l) != 1 || l[0].ID != "strip/0" || l[0].Name != "strip" || l[0].Zone != "bar" || !l[0].Confirmed {
		t.Errorf("the lamps on the page: got %+v", l)
	}
	if err := g.light().Do(t.Context(), rules.Light{Zone: "stage"}); err == nil {
		t.Error("a light of a zone that nothing lights: got nil, want an error")
	}
}
