# What becomes of a song is told once to each who asked, carries the phone and still agrees.
rules evening.yaml
person ada badge-1 - location,music
person bea badge-2 - location,music
person cy badge-3 - location,music
20:00 answer dj|main|1 dj-request "Good news." badge-1 badge-2 badge-1 badge-9
> 08:01:00 light floor [] house
> 20:00:00 reply badge-1 "Good news."
> 20:00:00 reply badge-2 "Good news."
20:01 answer dj|main|1 dj-request "Good news." badge-1 badge-2
20:02 renew bea badge-2 - location
20:03 answer dj|main|2 dj-request "Now playing." badge-1 badge-2 badge-3
> 20:03:00 reply badge-1 "Now playing."
> 20:03:00 reply badge-3 "Now playing."
20:04 answer dj|main|3 no-such-rule "Now playing." badge-1
