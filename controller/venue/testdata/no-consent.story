# Who has not agreed to be located is counted in the zone's total and followed nowhere; staff receive nothing.
rules evening.yaml
person eve badge-5 token-eve push
staff dan badge-4 token-dan location,push
09:00 stay badge-5 near bar 1m
> 08:01:00 light floor [] house
> 09:00:01 publish zone/bar {"people":1}
10:00 stay badge-5 near bar 1m
> 09:01:10 publish zone/bar {"people":0}
> 10:00:01 publish zone/bar {"people":1}
11:00 stay badge-5 near bar 1m
> 10:01:10 publish zone/bar {"people":0}
> 11:00:01 publish zone/bar {"people":1}
11:30 wait
> 11:01:10 publish zone/bar {"people":0}
12:00 stay badge-4 near bar 1m
> 12:00:01 publish zone/bar {"people":1}
13:00 stay badge-4 near bar 1m
> 12:01:10 publish zone/bar {"people":0}
> 12:01:10 visit dan bar 12:00:00-12:01:00
> 13:00:01 publish zone/bar {"people":1}
14:00 stay badge-4 near bar 1m
> 13:01:10 publish zone/bar {"people":0}
> 13:01:10 visit dan bar 13:00:00-13:01:00
> 14:00:01 publish zone/bar {"people":1}
> 14:00:46 dropped coffee-gift dan staff receive nothing
14:30 wait
> 14:01:10 publish zone/bar {"people":0}
> 14:01:10 visit dan bar 14:00:00-14:01:00
