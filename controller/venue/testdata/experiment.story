# Two people get the wordings that their lot says. What they redeem within four hours counts, later it does not; a restart forgets nothing.
rules trial.yaml
person ada badge-1 token-ada location,push
person dot badge-2 token-dot location,push
person cal badge-3 token-cal location
09:00 stay badge-1 near bar 40s
> 09:00:01 publish zone/bar {"people":1}
> 09:00:30 reward ada gift AAA-1
> 09:00:30 push ada "You again!" "Show AAA-1."
> 09:00:30 done gift ada reward+push as playful
> 09:00:30 code AAA-1 reserved ada
09:05 stay badge-2 near bar 40s
> 09:00:50 publish zone/bar {"people":0}
> 09:00:50 visit ada bar 09:00:00-09:00:40
> 09:05:01 publish zone/bar {"people":1}
> 09:05:30 reward dot gift BBB-2
> 09:05:30 push dot "A coffee on us" "Show BBB-2."
> 09:05:30 done gift dot reward+push as plain
> 09:05:30 code BBB-2 reserved dot
09:10 stay badge-3 near bar 40s
> 09:05:50 publish zone/bar {"people":0}
> 09:05:50 visit dot bar 09:05:00-09:05:40
> 09:10:01 publish zone/bar {"people":1}
> 09:10:30 dropped gift cal has not agreed to push
09:12 settle delivered
> 09:10:50 publish zone/bar {"people":0}
> 09:10:50 visit cal bar 09:10:00-09:10:40
> 09:12:00 code AAA-1 given ada
> 09:12:00 code BBB-2 given dot
09:12 trials
> exposed ada to wording playful at 09:00:30
> exposed dot to wording plain at 09:05:30
> wording: plain 1 shown 0 judged 0 succeeded, playful 1 shown 0 judged 0 succeeded
> hall: short 0 shown 0 judged 0 succeeded, long 0 shown 0 judged 0 succeeded
09:15 restart
09:15 trials
> exposed ada to wording playful at 09:00:30
> exposed dot to wording plain at 09:05:30
> wording: plain 1 shown 0 judged 0 succeeded, playful 1 shown 0 judged 0 succeeded
> hall: short 0 shown 0 judged 0 succeeded, long 0 shown 0 judged 0 succeeded
10:00 stay badge-1 near bar 40s
> 10:00:01 publish zone/bar {"people":1}
> 10:00:30 dropped gift ada the limit for one person is reached
10:30 redeem bar code AAA-1 as r1
> 10:00:50 publish zone/bar {"people":0}
> 10:00:50 visit ada bar 10:00:00-10:00:40
> 10:30:00 publish redeemed/bar {"id":"r1"}
> 10:30:00 code AAA-1 redeemed ada
> 10:30:00 answer "Redeemed now: gift."
13:05:31 redeem bar code BBB-2 as r2
> 13:05:31 publish redeemed/bar {"id":"r2"}
> 13:05:31 code BBB-2 redeemed dot
> 13:05:31 answer "Redeemed now: gift."
13:06 trials
> exposed ada to wording playful at 09:00:30, succeeded at 10:30:00
> exposed dot to wording plain at 09:05:30
> wording: plain 1 shown 1 judged 0 succeeded, playful 1 shown 1 judged 1 succeeded
> hall: short 0 shown 0 judged 0 succeeded, long 0 shown 0 judged 0 succeeded
