# A restart in the middle of a visit tears nothing: what the sources had kept is lived through again in its own time.
rules evening.yaml
person ada badge-1 token-ada location,push
09:00 stay badge-1 near bar 1m
> 08:01:00 light floor [] house
> 09:00:01 publish zone/bar {"people":1}
10:00 stay badge-1 near bar 1m
> 09:01:10 publish zone/bar {"people":0}
> 09:01:10 visit ada bar 09:00:00-09:01:00
> 10:00:01 publish zone/bar {"people":1}
11:00 stay badge-1 near bar 30s
> 10:01:10 publish zone/bar {"people":0}
> 10:01:10 visit ada bar 10:00:00-10:01:00
> 11:00:01 publish zone/bar {"people":1}
11:00:31 restart
11:00:32 down
11:00:32 backlog badge-1 near bar 40s
> 11:01:12 reward ada gift AAA-1
> 11:01:12 push ada "A coffee on us" "Show AAA-1."
> 11:01:12 done coffee-gift ada reward+push
> 11:01:12 code AAA-1 reserved ada
11:01:14 up
11:05 wait
> 11:01:24 publish zone/bar {"people":0}
> 11:01:24 visit ada bar 11:00:00-11:01:12
> 11:01:31 light floor [] house
