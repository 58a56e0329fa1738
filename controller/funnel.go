package main

import (
	"cmp"
	"maps"
	"slices"

	"foyer/controller/console"
	"foyer/controller/venue"
)

// funnels are what became of the pushes of each rule, for the page. A rule that
// is no longer in the book goes by its id.
func funnels(of map[string]venue.Funnel, title func(rule string) string) (all []console.Funnel) {
	for _, rule := range slices.Sorted(maps.Keys(of)) {
		f := of[rule]
		all = append(all, console.Funnel{
			Rule: rule, Title: cmp.Or(title(rule), rule), Accepted: f.Accepted, Shown: f.Shown, Opened: f.Opened, Redeemed: f.Redeemed,
		})
	}
	return all
}
