# The floor shows colours from three people who agreed, and the house look when it has been empty.
rules evening.yaml
person ada badge-1 - location,lights #ff0000
person bea badge-2 - location,lights #00ff00
person cal badge-3 - location,lights #0000ff
person dot badge-4 - location #ffffff
staff eli badge-5 - location,lights #123456
20:00 stay badge-1 near floor 10s
> 08:01:00 light floor [] house
> 20:00:01 publish zone/floor {"people":1}
20:00:11 stay badge-2 near floor 10s
> 20:00:12 publish zone/floor {"people":2}
20:00:22 stay badge-4 near floor 10s
> 20:00:23 publish zone/floor {"people":3}
> 20:00:23 publish zone/floor {"people":2}
> 20:00:23 visit ada floor 20:00:00-20:00:10
20:00:33 stay badge-5 near floor 6s
> 20:00:34 publish zone/floor {"people":3}
> 20:00:34 publish zone/floor {"people":2}
> 20:00:34 visit bea floor 20:00:11-20:00:21
20:00:40 stay badge-1 near floor 2s
> 20:00:41 publish zone/floor {"people":3}
20:00:43 stay badge-2 near floor 2s
> 20:00:44 publish zone/floor {"people":4}
20:00:46 stay badge-3 near floor 8s
> 20:00:45 publish zone/floor {"people":3}
> 20:00:45 visit dot floor 20:00:22-20:00:32
> 20:00:47 publish zone/floor {"people":4}
> 20:00:48 light floor [#ff0000 #00ff00 #0000ff] 
> 20:00:53 publish zone/floor {"people":3}
> 20:00:53 visit eli floor 20:00:33-20:00:39
20:05 wait
> 20:00:56 light floor [#ff0000 #00ff00 #0000ff] 
> 20:00:58 publish zone/floor {"people":2}
> 20:00:58 visit ada floor 20:00:40-20:00:42
> 20:01:01 publish zone/floor {"people":1}
> 20:01:01 visit bea floor 20:00:43-20:00:45
> 20:01:08 publish zone/floor {"people":0}
> 20:01:08 visit cal floor 20:00:46-20:00:54
> 20:02:08 light floor [] house
