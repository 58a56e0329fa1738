package venue

import (
	"cmp"
	"encoding/json"
	"slices"
	"time"

	"foyer/rules"
)

// game is how far everybody is in one game.
type game struct {
	name    string
	players int // who have ever had points in it
	points  int // of all of them
	at      time.Time
	turned  bool   // since it was last told on the broker
	board   []Rung // nil = to be made anew
}

// Board is one game, for people to look at.
type Board struct {
	Game            string
	Players, Points int
	Places          []Rung // the first ones
}

// Rung is what one place of a board has. Whose it is is said nowhere.
type Rung struct {
	Place  int // who have the same points have the same place
	Points int
}

// shownPlaces is how many places a board shows.
const shownPlaces = 10

func (v *Venue) gameOf(name string) *game {
	i := slices.IndexFunc(v.games, func(g *game) bool { return g.name == name })
	if i < 0 {
		v.games = append(v.games, &game{name: name})
		i = len(v.games) - 1
	}
	return v.games[i]
}

// score counts points that somebody has just got.
func (v *Venue) score(m *member, e rules.Points) {
	g := v.gameOf(e.Game)
	if m.profile.Points(e.Game) == e.Add {
		g.players++
	}
	g.add(e.Add, e.Why.At)
}

// joinGames counts the points that somebody has from before a restart.
func (v *Venue) joinGames(now time.Time, m *member) {
	for _, played := range m.profile.Games {
		if played.Points > 0 {
			g := v.gameOf(played.Game)
			g.players++
			g.add(played.Points, now)
		}
	}
}

func (g *game) add(points int, at time.Time) {
	g.points += points
	g.at, g.turned, g.board = at, true, nil
}

// tellGames publishes how far the games are that have moved. Like the number of
// people in a zone it is counted anew after a restart.
func (v *Venue) tellGames() {
	for _, g := range v.games {
		if g.turned {
			g.turned = false
			v.effects = append(v.effects, g.publish())
		}
	}
}

func (g *game) publish() rules.Publish {
	body, _ := json.Marshal(struct {
		Players int   `json:"players"`
		Points  int   `json:"points"`
		At      int64 `json:"at"`
	}{g.players, g.points, g.at.UnixMilli()}) // plain fields: it always encodes
	return rules.Publish{Head: rules.Head{ID: "game|" + g.name, Why: rules.Why{At: g.at}}, Topic: "game/" + g.name, Body: body, Retain: true}
}

// boards are all games with their first places.
func (v *Venue) boards() []Board {
	all := make([]Board, 0, len(v.games))
	for _, g := range v.games {
		if g.board == nil {
			g.board = v.rungs(g.name)
		}
		all = append(all, Board{Game: g.name, Players: g.players, Points: g.points, Places: g.board})
	}
	slices.SortFunc(all, func(a, b Board) int { return cmp.Compare(a.Game, b.Game) })
	return all
}

// rungs looks through everybody, which is done only when points have moved.
func (v *Venue) rungs(name string) []Rung {
	var points []int
	for _, m := range v.order {
		if p := m.profile.Points(name); p > 0 {
			points = append(points, p)
		}
	}
	slices.SortFunc(points, func(a, b int) int { return cmp.Compare(b, a) })
	rungs := make([]Rung, 0, shownPlaces)
	for i, p := range points[:min(len(points), shownPlaces)] {
		place := i + 1
		if i > 0 && p == points[i-1] {
			place = rungs[i-1].Place
		}
		rungs = append(rungs, Rung{Place: place, Points: p})
	}
	return rungs
}
