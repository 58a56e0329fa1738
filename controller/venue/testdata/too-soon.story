# Visits less than ten minutes apart count once.
rules evening.yaml
person ada badge-1 token-ada location,push
09:00 stay badge-1 near bar 1m
> 08:01:00 light floor [] house
> 09:00:01 publish zone/bar {"people":1}
09:03 stay badge-1 near cafe 1m
> 09:01:10 publish zone/bar {"people":0}
> 09:01:10 visit ada bar 09:00:00-09:01:00
> 09:03:02 publish zone/cafe {"people":1}
09:06 stay badge-1 near bar 1m
> 09:04:10 publish zone/cafe {"people":0}
> 09:04:10 visit ada cafe 09:03:00-09:04:00
> 09:06:02 publish zone/bar {"people":1}
09:30 wait
> 09:07:10 publish zone/bar {"people":0}
> 09:07:10 visit ada bar 09:06:00-09:07:00
