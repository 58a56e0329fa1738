# Of two rules in one step the higher priority goes first; the cap drops the other, and counts again when its time is over.
rules policy.yaml
person ada badge-1 token-ada location,push
09:00 stay badge-1 near bar 1m
> 09:00:01 publish zone/bar {"people":1}
> 09:00:30 push ada "An offer" "Half price."
> 09:00:30 done offer-bar ada push
> 09:00:30 dropped hello-bar ada over the cap 1 push per 45m
09:20 stay badge-1 near bar 1m
> 09:01:10 publish zone/bar {"people":0}
> 09:01:10 visit ada bar 09:00:00-09:01:00
> 09:20:01 publish zone/bar {"people":1}
> 09:20:30 dropped offer-bar ada over the cap 1 push per 45m
> 09:20:30 dropped hello-bar ada over the cap 1 push per 45m
09:30 restart
> 09:21:10 publish zone/bar {"people":0}
> 09:21:10 visit ada bar 09:20:00-09:21:00
09:44:00 stay badge-1 near bar 30s
> 09:44:01 publish zone/bar {"people":1}
> 09:44:30 dropped offer-bar ada over the cap 1 push per 45m
> 09:44:30 dropped hello-bar ada over the cap 1 push per 45m
09:46 stay badge-1 near bar 1m
> 09:44:40 publish zone/bar {"people":0}
> 09:44:40 visit ada bar 09:44:00-09:44:30
> 09:46:01 publish zone/bar {"people":1}
> 09:46:30 push ada "An offer" "Half price."
> 09:46:30 done offer-bar ada push
> 09:46:30 dropped hello-bar ada over the cap 1 push per 45m
10:40 stay badge-1 near bar 1m
> 09:47:10 publish zone/bar {"people":0}
> 09:47:10 visit ada bar 09:46:00-09:47:00
> 10:40:01 publish zone/bar {"people":1}
> 10:40:30 push ada "An offer" "Half price."
> 10:40:30 done offer-bar ada push
> 10:40:30 dropped hello-bar ada over the cap 1 push per 45m
12:00 stay badge-1 near bar 1m
> 10:41:10 publish zone/bar {"people":0}
> 10:41:10 visit ada bar 10:40:00-10:41:00
> 12:00:01 publish zone/bar {"people":1}
> 12:00:30 dropped offer-bar ada over the cap 3 push per day
> 12:00:30 dropped hello-bar ada over the cap 3 push per day
next-00:30 stay badge-1 near floor 1m
> 12:01:10 publish zone/bar {"people":0}
> 12:01:10 visit ada bar 12:00:00-12:01:00
> 00:30:02 publish zone/floor {"people":1}
> 00:30:30 push ada "Keep the door free" "Thank you."
> 00:30:30 done fire-door ada push
