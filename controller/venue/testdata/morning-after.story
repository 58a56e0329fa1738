# Thirty minutes of dancing earn a kit at eight, through a restart, and not twice.
rules evening.yaml
person ada badge-1 token-ada location,push
19:50 stay badge-1 near floor 20m
> 08:01:00 light floor [] house
> 19:50:01 publish zone/floor {"people":1}
> 19:52:00 dropped dj-taste ada has not agreed to music
20:30 stay badge-1 near floor 20m30s
> 20:10:10 publish zone/floor {"people":0}
> 20:10:10 visit ada floor 19:50:00-20:10:00
> 20:11:10 light floor [] house
> 20:30:01 publish zone/floor {"people":1}
> 20:32:00 dropped dj-taste ada has not agreed to music
> 20:50:00 held recovery-kit ada waits until Sun 08:00
21:30 restart
> 20:50:40 publish zone/floor {"people":0}
> 20:50:40 visit ada floor 20:30:00-20:50:30
> 20:51:40 light floor [] house
22:00 stay badge-1 near floor 1m
> 21:31:00 light floor [] house
> 22:00:01 publish zone/floor {"people":1}
next-08:00 wait
> 22:01:10 publish zone/floor {"people":0}
> 22:01:10 visit ada floor 22:00:00-22:01:00
> 22:02:10 light floor [] house
> 08:00:00 push ada "Long night?" "A recovery kit is waiting."
> 08:00:00 done recovery-kit ada push
next-08:01 restart
next-09:00 wait
> 08:02:00 light floor [] house
