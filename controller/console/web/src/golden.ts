// Written by the Go tests with -update from the Go types: do not edit.
import type { State } from "./state";

export const golden: State = {
  "venue": "pier-west",
  "at": "2026-05-09T21:14:05.25-07:00",
  "speed": 60,
  "plan": {
    "width": 60,
    "depth": 40,
    "zones": [
      {
        "id": "coffee-east",
        "kind": "coffee",
        "name": "Coffee east",
        "area": [
          [
            48,
            0
          ],
          [
            60,
            0
          ],
          [
            60,
            8
          ],
          [
            48,
            8
          ]
        ]
      }
    ],
    "anchors": [
      {
        "id": "beacon-coffee",
        "zone": "coffee-east",
        "at": [
          54,
          4
        ],
        "beacon": true
      }
    ]
  },
  "zones": [
    {
      "id": "coffee-east",
      "people": 34,
      "capacity": 40
    }
  ],
  "people": 34,
  "unknown": 2,
  "lamps": [
    {
      "id": "1",
      "name": "Hue spot 1",
      "zone": "coffee-east",
      "colour": "#ffb347",
      "brightness": 0.6,
      "reachable": true,
      "confirmed": true
    }
  ],
  "dj": [
    {
      "id": "main",
      "name": "Main floor",
      "zone": "dance-floor",
      "requests": [
        {
          "song": "New Order - Blue Monday",
          "artist": "New Order",
          "votes": 9,
          "weight": 7.4,
          "state": "played",
          "at": "2026-05-09T21:14:05.25-07:00",
          "played": "2026-05-09T21:14:05.25-07:00",
          "explicit": true,
          "bpm": 130,
          "key": "8A"
        }
      ],
      "tastes": [
        {
          "taste": "House",
          "weight": 24,
          "people": 22,
          "trend": 1
        }
      ],
      "paused": true,
      "blocked": [
        {
          "name": "Scooter",
          "artist": true
        }
      ],
      "bpm": 128,
      "undo": "Blue Monday: played"
    }
  ],
  "feed": [
    {
      "id": 1,
      "at": "2026-05-09T21:14:05.25-07:00",
      "kind": "push",
      "zone": "coffee-east",
      "text": "A coffee on us: sent to one phone",
      "rule": "coffee-gift"
    }
  ],
  "codes": [
    {
      "name": "starbucks-5",
      "imported": 200,
      "free": 143,
      "reserved": 3,
      "given": 31,
      "redeemed": 23,
      "warn_below": 20,
      "item": true,
      "hand_out_at": "Info desk"
    }
  ],
  "draws": [
    {
      "reward": "passport-prize",
      "entrants": 87,
      "winners": 3,
      "closes": "2026-05-09T21:14:05.25-07:00",
      "closed": true,
      "hash": "415e1aec",
      "seed_from": "drand, the first round after 16:30",
      "seed": "7f3a",
      "drawn": "2026-05-09T21:14:05.25-07:00",
      "won": [
        "0a1b"
      ],
      "redeemed": 1,
      "hand_out_at": "Registration"
    }
  ],
  "games": [
    {
      "name": "sponsor-passport",
      "players": 34,
      "points": 1240,
      "places": [
        {
          "place": 1,
          "points": 80
        },
        {
          "place": 2,
          "points": 70
        }
      ]
    }
  ],
  "experiments": [
    {
      "id": "coffee-wording",
      "title": "A gift card for coffee lovers",
      "over": true,
      "text": "Too early to say.",
      "warning": "Do not trust this experiment.",
      "groups": [
        {
          "name": "plain",
          "shown": 96,
          "judged": 96,
          "succeeded": 41
        }
      ],
      "differences": [
        {
          "variant": "playful",
          "against": "plain",
          "low": -0.01,
          "high": 0.26
        }
      ]
    }
  ],
  "funnels": [
    {
      "rule": "coffee-gift",
      "title": "A gift card for coffee lovers",
      "accepted": 34,
      "shown": 29,
      "opened": 11,
      "redeemed": 9
    }
  ],
  "last_sighting": "2026-05-09T21:14:05.25-07:00",
  "sightings": 1203332,
  "rate": 1243.5,
  "dropped": 3,
  "parts": [
    {
      "name": "store",
      "state": "trial",
      "since": "2026-05-09T21:14:05.25-07:00",
      "text": "Trial store: a power cut may lose up to 10 seconds."
    }
  ],
  "refused": [
    {
      "reason": "not JSON",
      "count": 7
    }
  ],
  "devices": [
    {
      "name": "bridge",
      "kind": "Hue bridge at 192.0.2.7",
      "state": "down",
      "since": "2026-05-09T21:14:05.25-07:00",
      "problem": "The bridge has no key yet.",
      "accepted": 1200,
      "refused": 3,
      "figures": [
        {
          "label": "Lamps reached",
          "value": "14 of 16",
          "ill": true
        }
      ],
      "pair": "https://192.0.2.7"
    }
  ],
  "queues": [
    {
      "name": "lights",
      "waiting": 2,
      "oldest": 0.4,
      "given_up": 1
    }
  ],
  "anchors": [
    {
      "id": "beacon-coffee",
      "zone": "coffee-east",
      "beacon": true,
      "heard": "2026-05-09T21:14:05.25-07:00",
      "sightings": 1200,
      "dead": true
    }
  ],
  "unclaimed": [
    {
      "prefix": "zigbee2mqtt/lamp",
      "count": 12,
      "sample": "zigbee2mqtt/lamp/set {\"state\":\"ON\"}"
    }
  ],
  "rules": 12,
  "wrong": "The rules file holds a mistake.",
  "stops": [
    {
      "what": "channel:push",
      "by": "page",
      "at": "2026-05-09T21:14:05.25-07:00"
    }
  ],
  "staff": [
    {
      "id": "top-bacon-lover|ada|1/2",
      "at": "2026-05-09T21:14:05.25-07:00",
      "text": "Have the crown ready.",
      "rule": "top-bacon-lover",
      "done": true
    }
  ]
};
