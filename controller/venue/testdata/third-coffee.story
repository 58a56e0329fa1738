# The third coffee brings one code, the fourth brings none; a code told by a push is given once the push is taken.
rules evening.yaml
person ada badge-1 token-ada location,push
09:00 stay badge-1 near bar 2m
> 08:01:00 light floor [] house
> 09:00:01 publish zone/bar {"people":1}
09:10 wait
> 09:02:10 publish zone/bar {"people":0}
> 09:02:10 visit ada bar 09:00:00-09:02:00
10:00 stay badge-1 near cafe 2m
> 10:00:02 publish zone/cafe {"people":1}
10:10 wait
> 10:02:10 publish zone/cafe {"people":0}
> 10:02:10 visit ada cafe 10:00:00-10:02:00
11:00 stay badge-1 near bar 2m
> 11:00:02 publish zone/bar {"people":1}
> 11:00:46 reward ada gift AAA-1
> 11:00:46 push ada "A coffee on us" "Show AAA-1."
> 11:00:46 done coffee-gift ada reward+push
> 11:00:46 code AAA-1 reserved ada
11:02:30 settle delivered
> 11:02:10 publish zone/bar {"people":0}
> 11:02:10 visit ada bar 11:00:00-11:02:00
> 11:02:30 code AAA-1 given ada
11:10 wait
12:00 stay badge-1 near bar 2m
> 12:00:01 publish zone/bar {"people":1}
12:10 wait
> 12:02:10 publish zone/bar {"people":0}
> 12:02:10 visit ada bar 12:00:00-12:02:00
