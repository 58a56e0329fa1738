# Visits that somebody else has found count like our own; silence ends none of them, and late news change nothing.
rules evening.yaml
person ada badge-1 token-ada location,push
person bo badge-2 - -
09:00:01 told ada bar 09:00
> 08:01:00 light floor [] house
> 09:00:01 publish zone/bar {"people":1}
09:00:02 told bo bar 09:00
> 09:00:02 publish zone/bar {"people":2}
09:10 told ada bar 09:00
09:20 told ada cafe 09:19:50
> 09:20:00 publish zone/bar {"people":1}
> 09:20:00 publish zone/cafe {"people":1}
> 09:20:00 visit ada bar 09:00:00-09:10:00
09:20:01 told ada bar 09:00
09:21:30 told ada cafe 09:19:50 09:21
> 09:21:30 publish zone/cafe {"people":0}
> 09:21:30 visit ada cafe 09:19:50-09:21:00
09:21:31 told ada cafe 09:19:50 09:21
10:00 told ada bar 10:00
> 10:00:00 publish zone/bar {"people":2}
10:00:44 told ada bar 10:00
10:00:45 restart
10:00:46 told ada bar 10:00
> 10:00:46 reward ada gift AAA-1
> 10:00:46 push ada "A coffee on us" "Show AAA-1."
> 10:00:46 done coffee-gift ada reward+push
> 10:00:46 code AAA-1 reserved ada
10:01 settle delivered
> 10:01:00 code AAA-1 given ada
10:05 told ada bar 10:04
> 10:01:45 light floor [] house
> 10:05:00 publish zone/bar {"people":1}
> 10:05:00 visit ada bar 10:00:00-10:00:46
10:06 told bo bar 09:00 10:05
10:07 told nobody bar 10:06
