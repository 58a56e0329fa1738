# A code is redeemed by its text, read out as people do, once; a code that nobody was given is refused and told to staff.
rules evening.yaml
person ada badge-1 token-ada location,push
09:00 stay badge-1 near bar 1m
> 08:01:00 light floor [] house
> 09:00:01 publish zone/bar {"people":1}
10:00 stay badge-1 near bar 1m
> 09:01:10 publish zone/bar {"people":0}
> 09:01:10 visit ada bar 09:00:00-09:01:00
> 10:00:01 publish zone/bar {"people":1}
11:00 stay badge-1 near bar 1m
> 10:01:10 publish zone/bar {"people":0}
> 10:01:10 visit ada bar 10:00:00-10:01:00
> 11:00:01 publish zone/bar {"people":1}
> 11:00:46 reward ada gift AAA-1
> 11:00:46 push ada "A coffee on us" "Show AAA-1."
> 11:00:46 done coffee-gift ada reward+push
> 11:00:46 code AAA-1 reserved ada
11:02 settle delivered
> 11:01:10 publish zone/bar {"people":0}
> 11:01:10 visit ada bar 11:00:00-11:01:00
> 11:02:00 code AAA-1 given ada
11:03 redeem starbucks code aaa1 as r1
> 11:03:00 publish redeemed/starbucks {"id":"r1"}
> 11:03:00 code AAA-1 redeemed ada
> 11:03:00 answer "Redeemed now: gift."
11:04 restart
11:05 redeem starbucks code AAA-1 as r2
> 11:05:00 publish redeemed/starbucks {"id":"r2"}
> 11:05:00 answer "This was redeemed at 11:03."
11:06 redeem starbucks code BBB-2 as r3
> 11:05:00 light floor [] house
> 11:06:00 staff "Someone wanted gift at starbucks and was not given it. It was not redeemed."
> 11:06:00 publish redeemed/starbucks {"id":"r3"}
> 11:06:00 answer "This is a code of gift, but it was not given to anyone yet."
11:07 redeem starbucks code BBB-2 as r3
> 11:07:00 publish redeemed/starbucks {"id":"r3"}
> 11:07:00 answer "This is a code of gift, but it was not given to anyone yet."
11:08 redeem starbucks code CCC-3 as r4
> 11:08:00 publish redeemed/starbucks {"id":"r4"}
> 11:08:00 answer "There is no such code."
