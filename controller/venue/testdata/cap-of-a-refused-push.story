# A push that is refused for good is not counted against a cap.
rules policy.yaml
person ada badge-1 token-ada location,push
09:00 stay badge-1 near floor 1m
> 09:00:01 publish zone/floor {"people":1}
> 09:00:30 push ada "Keep the door free" "Thank you."
> 09:00:30 done fire-door ada push
09:02 settle refused
> 09:01:10 publish zone/floor {"people":0}
> 09:01:10 visit ada floor 09:00:00-09:01:00
09:10 stay badge-1 near floor 1m
> 09:10:01 publish zone/floor {"people":1}
> 09:10:30 push ada "Keep the door free" "Thank you."
> 09:10:30 done fire-door ada push
09:12 settle delivered
> 09:11:10 publish zone/floor {"people":0}
> 09:11:10 visit ada floor 09:10:00-09:11:00
09:20 stay badge-1 near floor 1m
> 09:20:01 publish zone/floor {"people":1}
> 09:20:30 dropped fire-door ada over the cap 1 push per 45m
