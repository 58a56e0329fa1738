# A trait wakes a rule when it comes to a number, once, a restart between or not.
rules moments.yaml
person ada badge-1 token-ada location,push
09:00 stay badge-1 near cafe 1m
> 09:00:01 publish zone/cafe {"people":1}
09:10 restart
> 09:01:10 publish zone/cafe {"people":0}
> 09:01:10 visit ada cafe 09:00:00-09:01:00
09:20 stay badge-1 near cafe 1m
> 09:20:01 publish zone/cafe {"people":1}
> 09:20:30 push ada "Two" "2 coffees."
> 09:20:30 done second-coffee ada push
09:21:30 restart
> 09:21:10 publish zone/cafe {"people":0}
> 09:21:10 visit ada cafe 09:20:00-09:21:00
09:40 stay badge-1 near cafe 1m
> 09:40:01 publish zone/cafe {"people":1}
10:00 stay badge-1 near floor 2m
> 09:41:10 publish zone/cafe {"people":0}
> 09:41:10 visit ada cafe 09:40:00-09:41:00
> 10:00:02 publish zone/floor {"people":1}
10:10 stay badge-1 near floor 50s
> 10:02:10 publish zone/floor {"people":0}
> 10:02:10 visit ada floor 10:00:00-10:02:00
> 10:10:01 publish zone/floor {"people":1}
10:20 stay badge-1 near floor 30s
> 10:11:00 publish zone/floor {"people":0}
> 10:11:00 visit ada floor 10:10:00-10:10:50
> 10:20:01 publish zone/floor {"people":1}
> 10:20:12 push ada "Three" "3 minutes."
> 10:20:12 done three-minutes ada push
10:30 stay badge-1 near floor 5m
> 10:20:40 publish zone/floor {"people":0}
> 10:20:40 visit ada floor 10:20:00-10:20:30
> 10:30:01 publish zone/floor {"people":1}
