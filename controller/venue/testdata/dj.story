# A song asked for on the floor reaches the DJ, once an hour; from elsewhere it does not.
rules evening.yaml
person ada badge-1 - location,music
20:00 stay badge-1 near hall 1m
20:01:02 ask badge-1 "Around the World"
20:02 stay badge-1 near floor 3m
20:05:02 ask badge-1 "Around the World"
20:06 ask badge-1 "One More Time"
