package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"testing"
	"time"

	"foyer/beacons/link/brokertest"
	"foyer/controller/console"
)

// TestWhatBecomesOfASongIsToldOnceOverAKill asks for four songs over a real
// broker, presses the DJ's buttons through the page's API, kills the program
// before anything is told, and starts it again.
func TestWhatBecomesOfASongIsToldOnceOverAKill(t *testing.T) {
	redis, broker, port := newRedis(t), brokertest.Start(t), freePort(t)
	redis.start()
	dir := t.TempDir()
	people := "id,phone,consents\n"
	for i := range 5 {
		people += fmt.Sprintf("p%d,phone-%d,location;social\n", i, i)
	}
	for name, content := range map[string]string{
		"venue.yaml": fmt.Sprintf(askedVenue, broker.URL, redis.url(), port), "rules.yaml": askedRules, "registrations.csv": people,
		"songs.csv": "artist,title,bpm,explicit\nABBA,Waterloo,148,\nToto,Africa,92,\nQueen,Innuendo,,\nEels,Rude,,yes\n", "never.txt": "Scooter - *\n",
	} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	foyer := startFoyer(t, binaries(t).foyer, filepath.Join(dir, "venue.yaml"))
	phones := hearReplies(t, broker.URL)
	booth := "http://127.0.0.1:" + port + "/api/dj"
	names := []string{"ABBA - Waterloo", "Toto - Africa", "Queen - Innuendo", "Eels - Rude"}
	for i, song := range names {
		phones.ask(fmt.Sprint("phone-", i), fmt.Sprint("ask-", i), song, "app")
		want := fmt.Sprintf("phone-%d %s: number %d.", i, song, i+1)
		waitFor(t, "the answer "+want, func() bool { return phones.last() == want })
	}
	phones.ask("phone-0", "ask-4", "Toto - Africa", "app") // a vote, no new request
	waitFor(t, "the second vote", func() bool { return phones.last() == "phone-0 Toto - Africa: number 1." })
	for i, do := range []string{"accept", "played", "later", "no"} {
		list := pressed(t, booth, console.Press{Queue: "main", Do: do, Song: names[i]})
		if at := slices.IndexFunc(list.Requests, func(r console.Request) bool { return r.Song == names[i] }); at < 0 || list.Undo == "" {
			t.Fatalf("after %s of %s: %+v", do, names[i], list)
		}
	}
	_ = foyer.Process.Kill() // everything is saved, nothing told
	_ = foyer.Wait()
	foyer = startFoyer(t, binaries(t).foyer, filepath.Join(dir, "venue.yaml"))
	defer stop(t, foyer)
	want := []string{
		"phone-0 Good news: the DJ will play ABBA - Waterloo.",
		"phone-0 Now playing: Toto - Africa. Thank you for asking!",
		"phone-1 Now playing: Toto - Africa. Thank you for asking!",
		"phone-2 The DJ keeps Queen - Innuendo for later.",
		"phone-3 Sorry, the DJ will not play Eels - Rude tonight.",
	}
	told := func() []string {
		all := phones.all()[5:]
		slices.Sort(all)
		return all
	}
	wait(t, time.Minute, "what became of the songs", func() bool { return len(told()) >= len(want) })
	phones.ask("phone-4", "ask-5", "africa", "app") // was just played
	waitFor(t, "the polite no", func() bool { return len(told()) > len(want) })
	got := told()
	if !slices.Equal(got[:len(want)], want) {
		t.Errorf("phones were told %q, want %q", got, want)
	}
	no := regexp.MustCompile(`^phone-4 Toto - Africa was played a short while ago\. You can ask for it again in (28|29|30) minutes\.$`)
	if last := got[len(want):]; len(last) != 1 || !no.MatchString(last[0]) {
		t.Errorf("phone-4 was told %q, want the polite no with about 30 minutes", last)
	}
}

// pressed presses a button and gives the list.
func pressed(t *testing.T, url string, p console.Press) (list console.DJList) {
	t.Helper()
	body, _ := json.Marshal(p)
	request, err := http.NewRequestWithContext(t.Context(), http.MethodPost, url, bytes.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("Content-Type", "application/json")
	answer, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = answer.Body.Close() }()
	var said bytes.Buffer
	_, _ = said.ReadFrom(answer.Body)
	if answer.StatusCode != http.StatusOK || json.Unmarshal(said.Bytes(), &list) != nil {
		t.Fatalf("press %s on %s: %d %s, want the list", p.Do, p.Song, answer.StatusCode, said.String())
	}
	return list
}
