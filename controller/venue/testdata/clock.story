# A rule wakes by the clock for each person we may follow: at a time of each day, again and again, and before the end; a restart loses none.
rules clock.yaml
person ada badge-1 token-ada location,push
person bea badge-2 token-bea push
09:00 wait
11:59 restart
12:30 restart
> 12:00:00 push ada "Lunch" "Enjoy it."
> 12:00:00 done lunch ada push
13:00 wait
next-12:00:01 wait
> 18:00:00 push ada "Water" "Have some."
> 18:00:00 done drink ada push
> 04:00:00 push ada "Water" "Have some."
> 04:00:00 done drink ada push
> 12:00:00 push ada "Lunch" "Enjoy it."
> 12:00:00 done lunch ada push
next-17:29 stay badge-1 near bar 1m40s
> 14:00:00 push ada "Water" "Have some."
> 14:00:00 done drink ada push
> 17:29:01 publish zone/bar {"people":1}
> 17:30:00 push ada "We close soon" "Half an hour."
> 17:30:00 done closing ada push
next-17:30:50 restart
next-18:30 wait
> 17:31:08 publish zone/bar {"people":0}
> 17:31:08 visit ada bar 17:29:00-17:30:38
