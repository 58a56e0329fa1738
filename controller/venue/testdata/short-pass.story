# A twenty second pass by the bar is a visit of no account: silence is not presence.
rules evening.yaml
person bo badge-2 token-bo location,push
09:00 stay badge-2 near bar 20s
> 08:01:00 light floor [] house
> 09:00:01 publish zone/bar {"people":1}
09:20 stay badge-2 near bar 20s
> 09:00:31 publish zone/bar {"people":0}
> 09:00:31 visit bo bar 09:00:00-09:00:20
> 09:20:01 publish zone/bar {"people":1}
09:40 stay badge-2 near bar 20s
> 09:20:31 publish zone/bar {"people":0}
> 09:20:31 visit bo bar 09:20:00-09:20:20
> 09:40:01 publish zone/bar {"people":1}
09:50 wait
> 09:40:31 publish zone/bar {"people":0}
> 09:40:31 visit bo bar 09:40:00-09:40:20
