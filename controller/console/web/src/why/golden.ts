// Written by the Go tests with -update from the Go types: do not edit.
import type { Why } from "./why";

export const golden: Why = {
  "rule": "coffee-gift",
  "title": "A gift card for coffee lovers, once",
  "person": "p0002",
  "zone": "dance-floor",
  "at": "2026-05-09T11:16:30-07:00",
  "text": "It acted on Sat 11:16:30: reward, push.",
  "checks": [
    {
      "gate": "if",
      "asks": "person.coffee_visits \u003e= 3",
      "holds": true,
      "open": true,
      "because": "it is 3",
      "would": "a visit of 45 s or more counts"
    }
  ],
  "decisions": [
    {
      "rule": "coffee-gift",
      "person": "p0002",
      "at": "2026-05-09T11:16:30-07:00",
      "outcome": "done",
      "because": "the push is left out",
      "does": [
        "reward",
        "push"
      ],
      "facts": [
        "became coffee_lover"
      ]
    }
  ],
  "visits": [
    {
      "zone": "coffee-east",
      "from": "2026-05-09T11:16:30-07:00",
      "to": "2026-05-09T11:16:30-07:00",
      "open": true,
      "for": "coffee_visits",
      "holds": true,
      "because": "counted at 11:16:26: coffee_visits is 3"
    }
  ]
};
