package parse

import (
	"foyer/rules"
)

// points reads a step that gives points.
func (b *builder) points(p *pointsPart) *rules.PointsThen {
	b.gameName(&p.Game)
	return &rules.PointsThen{Game: p.Game.Value, Add: p.Add.Value}
}

// declareGames adds the points of each game in which some rule gives them.
func (b *builder) declareGames(all names) {
	named := map[string]string{}
	for i := range b.in.Rules {
		for j := range b.in.Rules[i].Value.Then {
			g := &b.in.Rules[i].Value.Then[j].Value.Points.Value.Game
			game, called := g.Value, rules.PointsName(g.Value)
			if !g.Good() || !plainGame.MatchString(game) {
				continue
			}
			if other, taken := named[called]; taken && other != game {
				b.say(g.At, "duplicate", "The games `"+game+"` and `"+other+"` are both `points."+called+"` in a condition.", hint("Give one of them another name."))
			}
			named[called] = game
			all["points."+called] = name{sort: amount, absent: needsPerson, amount: func(a rules.Asked) float64 {
				if a.Person == nil {
					return 0
				}
				return float64(a.Person.Points(game))
			}}
		}
	}
}
