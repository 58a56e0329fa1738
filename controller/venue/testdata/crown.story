# The crown goes to the best one who can take it: staff have no place, who has agreed to no push or is not here is passed over, equals stand as they got there, and a restart over the moment gives it once.
rules crowd.yaml
person ada badge-1 token-ada location
person bea badge-2 token-bea location,push
person cal badge-3 token-cal location,push
person dot badge-4 token-dot location,push
staff eli badge-5 token-eli location,push
09:00 stay badge-5 near bar 40s
> 09:00:01 publish zone/bar {"people":1}
09:15 stay badge-5 near bar 40s
> 09:00:50 publish zone/bar {"people":0}
> 09:00:50 visit eli bar 09:00:00-09:00:40
> 09:15:01 publish zone/bar {"people":1}
> 09:15:30 dropped bacon-lover eli staff receive nothing
09:30 stay badge-5 near bar 40s
> 09:15:50 publish zone/bar {"people":0}
> 09:15:50 visit eli bar 09:15:00-09:15:40
> 09:30:01 publish zone/bar {"people":1}
09:45 stay badge-5 near bar 40s
> 09:30:50 publish zone/bar {"people":0}
> 09:30:50 visit eli bar 09:30:00-09:30:40
> 09:45:01 publish zone/bar {"people":1}
10:00 stay badge-1 near bar 40s
> 09:45:50 publish zone/bar {"people":0}
> 09:45:50 visit eli bar 09:45:00-09:45:40
> 10:00:01 publish zone/bar {"people":1}
10:15 stay badge-1 near bar 40s
> 10:00:50 publish zone/bar {"people":0}
> 10:00:50 visit ada bar 10:00:00-10:00:40
> 10:15:01 publish zone/bar {"people":1}
> 10:15:30 dropped bacon-lover ada has not agreed to push
10:30 stay badge-1 near bar 40s
> 10:15:50 publish zone/bar {"people":0}
> 10:15:50 visit ada bar 10:15:00-10:15:40
> 10:30:01 publish zone/bar {"people":1}
10:45 stay badge-4 near bar 40s
> 10:30:50 publish zone/bar {"people":0}
> 10:30:50 visit ada bar 10:30:00-10:30:40
> 10:45:01 publish zone/bar {"people":1}
11:00 stay badge-4 near bar 40s
> 10:45:50 publish zone/bar {"people":0}
> 10:45:50 visit dot bar 10:45:00-10:45:40
> 11:00:01 publish zone/bar {"people":1}
> 11:00:30 push dot "Certified bacon lover" "You are number 2 of 2 today."
> 11:00:30 done bacon-lover dot push
11:15 stay badge-4 near bar 40s
> 11:00:50 publish zone/bar {"people":0}
> 11:00:50 visit dot bar 11:00:00-11:00:40
> 11:15:01 publish zone/bar {"people":1}
11:30 stay badge-3 near bar 40s
> 11:15:50 publish zone/bar {"people":0}
> 11:15:50 visit dot bar 11:15:00-11:15:40
> 11:30:01 publish zone/bar {"people":1}
11:40 stay badge-2 near bar 40s
> 11:30:50 publish zone/bar {"people":0}
> 11:30:50 visit cal bar 11:30:00-11:30:40
> 11:40:01 publish zone/bar {"people":1}
11:50 stay badge-2 near bar 40s
> 11:40:50 publish zone/bar {"people":0}
> 11:40:50 visit bea bar 11:40:00-11:40:40
> 11:50:01 publish zone/bar {"people":1}
> 11:50:30 push bea "Certified bacon lover" "You are number 3 of 3 today."
> 11:50:30 done bacon-lover bea push
11:59 stay badge-3 near bar 40s
> 11:50:50 publish zone/bar {"people":0}
> 11:50:50 visit bea bar 11:50:00-11:50:40
> 11:59:01 publish zone/bar {"people":1}
> 11:59:30 push cal "Certified bacon lover" "You are number 4 of 4 today."
> 11:59:30 done bacon-lover cal push
12:01 restart
> 11:59:50 publish zone/bar {"people":0}
> 11:59:50 visit cal bar 11:59:00-11:59:40
> 12:00:00 push bea "Bacon for lunch" "At the bar."
> 12:00:00 push cal "Bacon for lunch" "At the bar."
> 12:00:00 push dot "Bacon for lunch" "At the bar."
> 12:00:00 dropped lunch ada has not agreed to push
> 12:00:00 done lunch bea push
> 12:00:00 done lunch cal push
> 12:00:00 done lunch dot push
next-17:29 stay badge-1 near hall 2s
> 12:00:00 push bea "Bacon for lunch" "At the bar."
> 12:00:00 push cal "Bacon for lunch" "At the bar."
> 12:00:00 push dot "Bacon for lunch" "At the bar."
> 12:00:00 dropped lunch ada has not agreed to push
> 12:00:00 done lunch bea push
> 12:00:00 done lunch cal push
> 12:00:00 done lunch dot push
> 17:29:01 publish zone/hall {"people":1}
> 17:29:01 dropped podium ada has not agreed to push
next-17:29:03 stay badge-2 near hall 2s
> 17:29:04 publish zone/hall {"people":2}
> 17:29:04 dropped podium bea not so: rank.bacon_visits <= 2
next-17:29:06 stay badge-3 near hall 20s
> 17:29:06 push bea "The hall fills" "2 here."
> 17:29:06 done hall-welcome bea push
> 17:29:07 publish zone/hall {"people":3}
> 17:29:07 dropped podium cal not so: rank.bacon_visits <= 2
> 17:29:09 push cal "The hall fills" "3 here."
> 17:29:09 done hall-welcome cal push
> 17:29:18 publish zone/hall {"people":2}
> 17:29:18 visit ada hall 17:29:00-17:29:02
> 17:29:21 publish zone/hall {"people":1}
> 17:29:21 visit bea hall 17:29:03-17:29:05
next-17:29:30 stay badge-2 near hall 2s
> 17:29:31 publish zone/hall {"people":2}
> 17:29:31 dropped podium bea not so: rank.bacon_visits <= 2
next-17:29:33 stay badge-1 near hall 2s
> 17:29:34 publish zone/hall {"people":3}
> 17:29:34 dropped podium ada has not agreed to push
next-17:29:36 stay badge-2 near hall 2s
> 17:29:37 publish zone/hall {"people":2}
> 17:29:37 visit cal hall 17:29:06-17:29:26
next-17:29:39 stay badge-1 near hall 2s
next-17:29:42 stay badge-2 near hall 2s
next-17:29:45 stay badge-1 near hall 2s
next-17:29:48 stay badge-2 near hall 2s
next-17:29:51 stay badge-1 near hall 6s
next-17:29:58 stay badge-2 near hall 1s
next-17:29:59 restart
next-17:30:03 restart
> 17:30:00 reward bea crown 1
> 17:30:00 push bea "You are the top bacon lover" "Your crown waits at hall."
> 17:30:00 staff "bea is the top bacon lover. Have the crown ready."
> 17:30:00 dropped top-bacon-lover ada has not agreed to push
> 17:30:00 done top-bacon-lover bea reward+push+staff
> 17:30:00 code 1 reserved bea
next-17:40 wait
> 17:30:17 publish zone/hall {"people":1}
> 17:30:17 visit ada hall 17:29:33-17:29:47
> 17:30:28 publish zone/hall {"people":0}
> 17:30:28 visit bea hall 17:29:30-17:29:58
next-17:50 restart
next-17:59 wait
