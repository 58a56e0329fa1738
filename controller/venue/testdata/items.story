# Never more items than the stock, one a person, a restart between; what could not be told goes back.
rules items.yaml
person ada badge-1 token-ada location,push
person bea badge-2 token-bea location,push
person cal badge-3 token-cal location,push
person dot badge-4 token-dot location,push
09:00 stay badge-1 near bar 40s
> 09:00:01 publish zone/bar {"people":1}
> 09:00:30 reward ada crown 1
> 09:00:30 push ada "A crown" "It waits at hall."
> 09:00:30 done crown ada reward+push
> 09:00:30 code 1 reserved ada
09:02 settle refused
> 09:00:50 publish zone/bar {"people":0}
> 09:00:50 visit ada bar 09:00:00-09:00:40
09:10 stay badge-2 near bar 40s
> 09:10:01 publish zone/bar {"people":1}
> 09:10:30 reward bea crown 2
> 09:10:30 push bea "A crown" "It waits at hall."
> 09:10:30 done crown bea reward+push
> 09:10:30 code 2 reserved bea
09:12 settle delivered
> 09:10:50 publish zone/bar {"people":0}
> 09:10:50 visit bea bar 09:10:00-09:10:40
> 09:12:00 code 2 given bea
09:20 stay badge-2 near bar 40s
> 09:20:01 publish zone/bar {"people":1}
> 09:20:30 dropped crown bea already has as many of crown as one person may
09:22 restart
> 09:20:50 publish zone/bar {"people":0}
> 09:20:50 visit bea bar 09:20:00-09:20:40
09:30 stay badge-3 near bar 40s
> 09:30:01 publish zone/bar {"people":1}
> 09:30:30 reward cal crown 1
> 09:30:30 push cal "A crown" "It waits at hall."
> 09:30:30 done crown cal reward+push
> 09:30:30 code 1 reserved cal
09:32 restart
> 09:30:50 publish zone/bar {"people":0}
> 09:30:50 visit cal bar 09:30:00-09:30:40
09:40 stay badge-4 near bar 40s
> 09:40:01 publish zone/bar {"people":1}
> 09:40:30 staff "The crowns are gone"
> 09:40:30 dropped crown dot staff nothing of crown is left
