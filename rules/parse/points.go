package parse

import (
	"slices"
	"strings"

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

// mqtt reads a message for the broker.
func (b *builder) mqtt(m *mqttPart, at setting) *rules.PublishThen {
	b.topic(&m.Topic)
	return &rules.PublishThen{Topic: m.Topic.Value, Body: b.template(m.Body, at), Retain: m.Retain.Value}
}

// taken are the first words of topics that mean something to ourselves, or to
// gateways and phones.
func taken() []string {
	return []string{"sighting", "heard", "stamp", "ask", "button", "gateway", "ack", "committed", "zone", "dj", "status", "stops", "game", "rules", "draw", "redeem", "redeemed", "reply", "staff", "command"}
}

// topic refuses what cannot be a topic, or is one of ours.
func (b *builder) topic(t *Located[string]) {
	first, _, _ := strings.Cut(t.Value, "/")
	switch {
	case !t.Good():
	case t.Value == "":
		b.say(t.At, "empty", "This topic is empty.", nil)
	case len(t.Value) > 200:
		b.say(t.At, "too-large", "This topic is longer than 200 characters.", nil)
	case strings.ContainsAny(t.Value, "+#\x00\n\t "):
		b.say(t.At, "bad-topic", "A topic has no space and none of + and #.", nil)
	case strings.HasPrefix(t.Value, "foyer/"):
		b.say(t.At, "bad-topic", "A topic here begins below foyer/<venue>/.", hint("Write only what comes after it."))
	case strings.HasPrefix(t.Value, "/") || strings.HasSuffix(t.Value, "/") || strings.Contains(t.Value, "//"):
		with := strings.Join(strings.FieldsFunc(t.Value, func(r rune) bool { return r == '/' }), "/")
		b.say(t.At, "bad-topic", "A topic has words between its slashes.", instead(t.At, with, "Write `"+with+"`."))
	case slices.Contains(taken(), first):
		b.say(t.At, "bad-topic", "Topics that begin with `"+first+"` are ours.", instead(t.At, "show/"+t.Value, "Write `show/"+t.Value+"`."))
	}
}
