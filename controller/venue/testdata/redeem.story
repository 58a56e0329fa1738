# A code is redeemed once, also before we hear that it was told; an item by the tap of a badge; what nobody was given is refused and told to staff.
rules items.yaml
person ada badge-1 token-ada location,push
person bea badge-2 token-bea location,push
09:00 stay badge-1 near bar 40s
> 09:00:01 publish zone/bar {"people":1}
> 09:00:30 reward ada crown 1
> 09:00:30 push ada "A crown" "It waits at hall."
> 09:00:30 done crown ada reward+push
> 09:00:30 code 1 reserved ada
09:02 redeem desk tag badge-2 crown as r1
> 09:00:50 publish zone/bar {"people":0}
> 09:00:50 visit ada bar 09:00:00-09:00:40
> 09:02:00 staff "Someone wanted crown at desk and was not given it. It was not redeemed."
> 09:02:00 publish redeemed/desk {"id":"r1"}
> 09:02:00 answer "This person was given nothing of crown."
09:03 redeem desk tag badge-1 crown as r2
> 09:03:00 publish redeemed/desk {"id":"r2"}
> 09:03:00 code 1 redeemed ada
> 09:03:00 answer "Redeemed now: crown."
09:04 redeem desk tag badge-1 crown as r2
> 09:04:00 publish redeemed/desk {"id":"r2"}
> 09:04:00 answer "This was redeemed at 09:03."
09:05 redeem desk tag badge-1 crown as r3
> 09:05:00 publish redeemed/desk {"id":"r3"}
> 09:05:00 answer "This was redeemed at 09:03."
09:06 settle refused
09:07 redeem desk tag badge-9 crown as r4
> 09:07:00 publish redeemed/desk {"id":"r4"}
> 09:07:00 answer "Nobody carries this badge."
09:08 redeem desk tag badge-1 coffee as r5
> 09:08:00 publish redeemed/desk {"id":"r5"}
> 09:08:00 answer "There is no reward coffee."
09:09 restart
09:10 redeem desk tag badge-1 crown as r6
> 09:10:00 publish redeemed/desk {"id":"r6"}
> 09:10:00 answer "This was redeemed at 09:03."
09:11 redeem desk code 2 as r7
> 09:11:00 publish redeemed/desk {"id":"r7"}
> 09:11:00 answer "There is no such code."
09:12 redeem desk code 2 as r7
> 09:12:00 publish redeemed/desk {"id":"r7"}
> 09:12:00 answer "There is no such code."
09:13 redeem desk code nothing as r8
> 09:13:00 publish redeemed/desk {"id":"r8"}
> 09:13:00 answer "There is no such code."
09:14 restart
next-09:15 redeem desk tag badge-1 crown as r2
> 09:15:00 publish redeemed/desk {"id":"r2"}
> 09:15:00 answer "This was redeemed at 09:03 on Sat 9 May."
