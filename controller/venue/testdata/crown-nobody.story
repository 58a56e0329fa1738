# When nobody of the bacon lovers is here, nobody gets the crown: the best one's record says why, and a later restart gives it to nobody either.
rules crowd.yaml
person ada badge-1 token-ada location,push
person bea badge-2 token-bea location,push
staff eli badge-5 token-eli location,push
09:00 stay badge-1 near bar 40s
> 09:00:01 publish zone/bar {"people":1}
09:15 stay badge-1 near bar 40s
> 09:00:50 publish zone/bar {"people":0}
> 09:00:50 visit ada bar 09:00:00-09:00:40
> 09:15:01 publish zone/bar {"people":1}
> 09:15:30 push ada "Certified bacon lover" "You are number 1 of 1 today."
> 09:15:30 done bacon-lover ada push
09:30 stay badge-2 near bar 40s
> 09:15:50 publish zone/bar {"people":0}
> 09:15:50 visit ada bar 09:15:00-09:15:40
> 09:30:01 publish zone/bar {"people":1}
09:45 stay badge-2 near bar 40s
> 09:30:50 publish zone/bar {"people":0}
> 09:30:50 visit bea bar 09:30:00-09:30:40
> 09:45:01 publish zone/bar {"people":1}
> 09:45:30 push bea "Certified bacon lover" "You are number 2 of 2 today."
> 09:45:30 done bacon-lover bea push
10:00 renew bea badge-2 token-bea push
> 09:45:50 publish zone/bar {"people":0}
> 09:45:50 visit bea bar 09:45:00-09:45:40
10:10 renew bea badge-2 token-bea location,push
next-17:29 stay badge-5 near hall 2m
> 12:00:00 push ada "Bacon for lunch" "At the bar."
> 12:00:00 done lunch ada push
> 12:00:00 push ada "Bacon for lunch" "At the bar."
> 12:00:00 done lunch ada push
> 17:29:01 publish zone/hall {"people":1}
> 17:29:01 dropped podium eli staff receive nothing
> 17:30:00 dropped top-bacon-lover ada not so: person.present
next-17:32 stay badge-1 near hall 1m
> 17:31:10 publish zone/hall {"people":0}
> 17:31:10 visit eli hall 17:29:00-17:31:00
> 17:32:02 push ada "On the podium" "Number 1 for bacon, - for dancing, 0 minutes."
> 17:32:02 publish zone/hall {"people":1}
> 17:32:02 done podium ada push
next-17:40 restart
> 17:33:10 publish zone/hall {"people":0}
> 17:33:10 visit ada hall 17:32:00-17:33:00
next-17:41 wait
