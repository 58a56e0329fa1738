# A song asked for on the floor reaches the DJ, once an hour; from elsewhere it does not.
rules evening.yaml
person ada badge-1 - location,music
20:00 stay badge-1 near hall 1m
> 08:01:00 light floor [] house
> 20:00:01 publish zone/hall {"people":1}
20:01:02 ask badge-1 "Around the World"
> 20:01:02 dropped dj-request ada not so: person.zone == "floor"
20:02 stay badge-1 near floor 3m
> 20:01:10 publish zone/hall {"people":0}
> 20:01:10 visit ada hall 20:00:00-20:01:00
> 20:02:02 publish zone/floor {"people":1}
> 20:04:00 song ada "" "ada's taste"
> 20:04:00 done dj-taste ada song
20:05:02 ask badge-1 "Around the World"
> 20:05:02 song ada "Around the World" ""
> 20:05:02 done dj-request ada song
20:06 ask badge-1 "One More Time"
> 20:05:10 publish zone/floor {"people":0}
> 20:05:10 visit ada floor 20:02:00-20:05:00
> 20:06:00 dropped dj-request ada not so: person.zone == "floor"
