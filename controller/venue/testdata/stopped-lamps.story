# While everything is stopped the lamps stay as they are; when it goes on they catch up with who is there now.
rules evening.yaml
person ada badge-1 - location,lights #ff0000
person bea badge-2 - location,lights #00ff00
person cal badge-3 - location,lights #0000ff
20:00 stop all
> 08:01:00 light floor [] house
> 20:00:00 publish stops {"stops":[{"what":"all","by":"page","at":"2026-05-09T20:00:00+02:00"}],"at":1778349600000}
20:00:10 hear badge-1 near floor -50
20:00:11 hear badge-2 near floor -50
20:00:12 hear badge-3 near floor -50
> 20:00:11 publish zone/floor {"people":1}
20:00:13 hear badge-1 near floor -50
> 20:00:12 publish zone/floor {"people":2}
20:00:13 hear badge-2 near floor -50
20:00:13 hear badge-3 near floor -50
> 20:00:13 publish zone/floor {"people":3}
20:00:18 go all
> 20:00:18 publish stops {"stops":[],"at":1778349618000}
> 20:00:18 publish zone/bar {"people":0}
> 20:00:18 publish zone/cafe {"people":0}
> 20:00:18 publish zone/floor {"people":3}
> 20:00:18 publish zone/hall {"people":0}
20:00:21 wait
> 20:00:21 light floor [#ff0000 #00ff00 #0000ff] 
20:02:40 wait
> 20:00:29 publish zone/floor {"people":0}
> 20:00:29 visit bea floor 20:00:11-20:00:13
> 20:00:29 visit cal floor 20:00:12-20:00:13
> 20:00:29 visit ada floor 20:00:10-20:00:13
> 20:01:29 light floor [] house
