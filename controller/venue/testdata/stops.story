# What the organizer stops does not act, also after a restart, until it is let go on; who waited meanwhile is told so.
rules evening.yaml
person ada badge-1 token-ada location,push,music
20:00 stay badge-1 near floor 30s
> 08:01:00 light floor [] house
> 20:00:01 publish zone/floor {"people":1}
20:00:40 stop rule:dj-request
> 20:00:40 publish stops {"stops":[{"what":"rule:dj-request","by":"page","at":"2026-05-09T20:00:40+02:00"}],"at":1778349640000}
20:00:41 stop rule:dj-request
> 20:00:40 publish zone/floor {"people":0}
> 20:00:40 visit ada floor 20:00:00-20:00:30
20:00:42 stop rule:no-such-rule
20:00:43 stop channel:no-such-channel
20:00:44 ask badge-1 "Around the World"
> 20:00:44 dropped dj-request ada stopped by the organizer at 20:00
20:00:46 go rule:dj-request
> 20:00:46 publish stops {"stops":[],"at":1778349646000}
> 20:00:46 publish zone/bar {"people":0}
> 20:00:46 publish zone/cafe {"people":0}
> 20:00:46 publish zone/floor {"people":0}
> 20:00:46 publish zone/hall {"people":0}
20:00:48 ask badge-1 "One More Time"
> 20:00:48 dropped dj-request ada not so: person.zone == "floor"
20:05 stop channel:push
> 20:01:46 light floor [] house
> 20:05:00 publish stops {"stops":[{"what":"channel:push","by":"page","at":"2026-05-09T20:05:00+02:00"}],"at":1778349900000}
20:06 restart
21:00 stay badge-1 near bar 2m
> 20:07:00 light floor [] house
> 21:00:01 publish zone/bar {"people":1}
21:30 stay badge-1 near bar 2m
> 21:02:10 publish zone/bar {"people":0}
> 21:02:10 visit ada bar 21:00:00-21:02:00
> 21:30:01 publish zone/bar {"people":1}
22:00 stay badge-1 near bar 2m
> 21:32:10 publish zone/bar {"people":0}
> 21:32:10 visit ada bar 21:30:00-21:32:00
> 22:00:01 publish zone/bar {"people":1}
> 22:00:46 dropped coffee-gift ada push is stopped by the organizer at 20:05
22:05 go channel:push
> 22:02:10 publish zone/bar {"people":0}
> 22:02:10 visit ada bar 22:00:00-22:02:00
> 22:05:00 publish stops {"stops":[],"at":1778357100000}
> 22:05:00 publish zone/bar {"people":0}
> 22:05:00 publish zone/cafe {"people":0}
> 22:05:00 publish zone/floor {"people":0}
> 22:05:00 publish zone/hall {"people":0}
22:06 stop all
> 22:06:00 publish stops {"stops":[{"what":"all","by":"page","at":"2026-05-09T22:06:00+02:00"}],"at":1778357160000}
22:06:30 stay badge-1 near floor 4m
> 22:06:32 publish zone/floor {"people":1}
> 22:08:30 dropped dj-taste ada stopped by the organizer at 22:06
22:30 go all
> 22:10:40 publish zone/floor {"people":0}
> 22:10:40 visit ada floor 22:06:30-22:10:30
> 22:30:00 publish stops {"stops":[],"at":1778358600000}
> 22:30:00 publish zone/bar {"people":0}
> 22:30:00 publish zone/cafe {"people":0}
> 22:30:00 publish zone/floor {"people":0}
> 22:30:00 publish zone/hall {"people":0}
