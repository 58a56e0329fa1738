# Who takes their yes back is forgotten at once and followed no more.
rules evening.yaml
person ada badge-1 token-ada location,push
09:00 stay badge-1 near bar 1m
> 08:01:00 light floor [] house
> 09:00:01 publish zone/bar {"people":1}
09:20 stay badge-1 near bar 1m
> 09:01:10 publish zone/bar {"people":0}
> 09:01:10 visit ada bar 09:00:00-09:01:00
> 09:20:01 publish zone/bar {"people":1}
09:21:02 renew ada badge-1 token-ada push
09:40 stay badge-1 near bar 1m
> 09:21:10 publish zone/bar {"people":0}
> 09:40:01 publish zone/bar {"people":1}
10:00 wait
> 09:41:10 publish zone/bar {"people":0}
