# A text tells a place among everybody followed, staff left out; equals stand as they got there, and a restart changes no place.
rules crowd.yaml
person ada badge-1 token-ada location,push
person bea badge-2 token-bea location,push
person cal badge-3 token-cal location,push
person dot badge-4 token-dot location,push
staff eli badge-5 token-eli location,push
09:00 stay badge-5 near bar 40s
> 09:00:01 publish zone/bar {"people":1}
09:20 stay badge-5 near bar 40s
> 09:00:50 publish zone/bar {"people":0}
> 09:00:50 visit eli bar 09:00:00-09:00:40
> 09:20:01 publish zone/bar {"people":1}
> 09:20:30 dropped bacon-lover eli staff receive nothing
09:40 stay badge-5 near bar 40s
> 09:20:50 publish zone/bar {"people":0}
> 09:20:50 visit eli bar 09:20:00-09:20:40
> 09:40:01 publish zone/bar {"people":1}
10:00 stay badge-1 near bar 40s
> 09:40:50 publish zone/bar {"people":0}
> 09:40:50 visit eli bar 09:40:00-09:40:40
> 10:00:01 publish zone/bar {"people":1}
10:10 stay badge-2 near bar 40s
> 10:00:50 publish zone/bar {"people":0}
> 10:00:50 visit ada bar 10:00:00-10:00:40
> 10:10:01 publish zone/bar {"people":1}
10:20 stay badge-2 near bar 40s
> 10:10:50 publish zone/bar {"people":0}
> 10:10:50 visit bea bar 10:10:00-10:10:40
> 10:20:01 publish zone/bar {"people":1}
> 10:20:30 push bea "Certified bacon lover" "You are number 1 of 1 today."
> 10:20:30 done bacon-lover bea push
10:30 stay badge-1 near bar 40s
> 10:20:50 publish zone/bar {"people":0}
> 10:20:50 visit bea bar 10:20:00-10:20:40
> 10:30:01 publish zone/bar {"people":1}
> 10:30:30 push ada "Certified bacon lover" "You are number 2 of 2 today."
> 10:30:30 done bacon-lover ada push
10:32 restart
> 10:30:50 publish zone/bar {"people":0}
> 10:30:50 visit ada bar 10:30:00-10:30:40
10:40 stay badge-3 near bar 40s
> 10:40:01 publish zone/bar {"people":1}
10:50 stay badge-4 near floor 3m
> 10:40:50 publish zone/bar {"people":0}
> 10:40:50 visit cal bar 10:40:00-10:40:40
> 10:50:01 publish zone/floor {"people":1}
10:55 stay badge-1 near floor 3m10s
> 10:53:10 publish zone/floor {"people":0}
> 10:53:10 visit dot floor 10:50:00-10:53:00
> 10:55:01 publish zone/floor {"people":1}
11:00 stay badge-4 near floor 10s
> 10:58:20 publish zone/floor {"people":0}
> 10:58:20 visit ada floor 10:55:00-10:58:10
> 11:00:01 publish zone/floor {"people":1}
11:10 stay badge-1 near hall 10s
> 11:00:23 publish zone/floor {"people":0}
> 11:00:23 visit dot floor 11:00:00-11:00:10
> 11:10:02 push ada "On the podium" "Number 2 for bacon, 2 for dancing, 3 minutes."
> 11:10:02 publish zone/hall {"people":1}
> 11:10:02 done podium ada push
11:11 stay badge-3 near hall 10s
> 11:10:23 publish zone/hall {"people":0}
> 11:10:23 visit ada hall 11:10:00-11:10:10
> 11:11:02 publish zone/hall {"people":1}
> 11:11:02 dropped podium cal not so: rank.bacon_visits <= 2
11:12 stay badge-4 near hall 10s
> 11:11:23 publish zone/hall {"people":0}
> 11:11:23 visit cal hall 11:11:00-11:11:10
> 11:12:02 publish zone/hall {"people":1}
> 11:12:02 dropped podium dot not so: rank.bacon_visits <= 2
11:12:30 renew ada badge-1 token-ada push
> 11:12:23 publish zone/hall {"people":0}
> 11:12:23 visit dot hall 11:12:00-11:12:10
11:13 stay badge-2 near hall 10s
> 11:13:01 push bea "On the podium" "Number 1 for bacon, - for dancing, 0 minutes."
> 11:13:01 publish zone/hall {"people":1}
> 11:13:01 done podium bea push
11:14 stay badge-3 near hall 10s
> 11:13:23 publish zone/hall {"people":0}
> 11:13:23 visit bea hall 11:13:00-11:13:10
> 11:14:01 push cal "On the podium" "Number 2 for bacon, - for dancing, 0 minutes."
> 11:14:01 publish zone/hall {"people":1}
> 11:14:01 done podium cal push
11:15 restart
> 11:14:23 publish zone/hall {"people":0}
> 11:14:23 visit cal hall 11:14:00-11:14:10
11:16 stay badge-3 near hall 10s
> 11:16:01 push cal "On the podium" "Number 2 for bacon, - for dancing, 0 minutes."
> 11:16:01 publish zone/hall {"people":1}
> 11:16:01 done podium cal push
