# A push that is refused for good releases its code for the next; an unknown end keeps it from everybody else.
rules evening.yaml
person ada badge-1 token-ada location,push
person bea badge-2 token-bea location,push
person cal badge-3 token-cal location,push
person dot badge-4 token-dot location,push
09:00 stay badge-1 near bar 1m
> 08:01:00 light floor [] house
> 09:00:01 publish zone/bar {"people":1}
09:20 stay badge-1 near bar 1m
> 09:01:10 publish zone/bar {"people":0}
> 09:01:10 visit ada bar 09:00:00-09:01:00
> 09:20:01 publish zone/bar {"people":1}
09:40 stay badge-1 near bar 1m
> 09:21:10 publish zone/bar {"people":0}
> 09:21:10 visit ada bar 09:20:00-09:21:00
> 09:40:01 publish zone/bar {"people":1}
> 09:40:46 reward ada gift AAA-1
> 09:40:46 push ada "A coffee on us" "Show AAA-1."
> 09:40:46 done coffee-gift ada reward+push
> 09:40:46 code AAA-1 reserved ada
09:42 settle refused
> 09:41:10 publish zone/bar {"people":0}
> 09:41:10 visit ada bar 09:40:00-09:41:00
10:00 stay badge-2 near bar 1m
> 10:00:01 publish zone/bar {"people":1}
10:20 stay badge-2 near bar 1m
> 10:01:10 publish zone/bar {"people":0}
> 10:01:10 visit bea bar 10:00:00-10:01:00
> 10:20:01 publish zone/bar {"people":1}
10:40 stay badge-2 near bar 1m
> 10:21:10 publish zone/bar {"people":0}
> 10:21:10 visit bea bar 10:20:00-10:21:00
> 10:40:01 publish zone/bar {"people":1}
> 10:40:46 reward bea gift BBB-2
> 10:40:46 push bea "A coffee on us" "Show BBB-2."
> 10:40:46 done coffee-gift bea reward+push
> 10:40:46 code BBB-2 reserved bea
10:42 settle unknown
> 10:41:10 publish zone/bar {"people":0}
> 10:41:10 visit bea bar 10:40:00-10:41:00
> 10:42:00 code BBB-2 given bea
11:00 stay badge-3 near bar 1m
> 11:00:01 publish zone/bar {"people":1}
11:20 stay badge-3 near bar 1m
> 11:01:10 publish zone/bar {"people":0}
> 11:01:10 visit cal bar 11:00:00-11:01:00
> 11:20:01 publish zone/bar {"people":1}
11:40 stay badge-3 near bar 1m
> 11:21:10 publish zone/bar {"people":0}
> 11:21:10 visit cal bar 11:20:00-11:21:00
> 11:40:01 publish zone/bar {"people":1}
> 11:40:46 staff "gift runs low: 0 of 2 left."
> 11:40:46 reward cal gift AAA-1
> 11:40:46 push cal "A coffee on us" "Show AAA-1."
> 11:40:46 done coffee-gift cal reward+push
> 11:40:46 code AAA-1 reserved cal
11:42 settle delivered
> 11:41:10 publish zone/bar {"people":0}
> 11:41:10 visit cal bar 11:40:00-11:41:00
> 11:42:00 code AAA-1 given cal
12:00 stay badge-4 near bar 1m
> 12:00:01 publish zone/bar {"people":1}
12:20 stay badge-4 near bar 1m
> 12:01:10 publish zone/bar {"people":0}
> 12:01:10 visit dot bar 12:00:00-12:01:00
> 12:20:01 publish zone/bar {"people":1}
12:40 stay badge-4 near bar 1m
> 12:21:10 publish zone/bar {"people":0}
> 12:21:10 visit dot bar 12:20:00-12:21:00
> 12:40:01 publish zone/bar {"people":1}
> 12:40:46 staff "The gift pool is empty"
> 12:40:46 dropped coffee-gift dot staff nothing of gift is left
