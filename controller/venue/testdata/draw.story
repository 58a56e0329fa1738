# Each person enters a draw once; a list of hashes is published when it closes, the first seed stands, and anybody can check the winners. It survives restarts.
rules draw.yaml
person ada badge-1 token-ada location,push
person bea badge-2 token-bea location,push
person cal badge-3 token-cal location,push
person dot badge-4 token-dot location,push
09:00 stay badge-1 near bar 40s
> 09:00:01 publish zone/bar {"people":1}
> 09:00:30 reward ada prize CZ2WK-62KAD-XF4YQ-5LLL5
> 09:00:30 push ada "You are in the draw" "Find your line with CZ2WK-62KAD-XF4YQ-5LLL5."
> 09:00:30 done enter ada reward+push
> 09:00:30 code CZ2WK-62KAD-XF4YQ-5LLL5 reserved ada
> 09:00:30 code CZ2WK-62KAD-XF4YQ-5LLL5 given ada
09:05 settle refused
> 09:00:50 publish zone/bar {"people":0}
> 09:00:50 visit ada bar 09:00:00-09:00:40
09:10 stay badge-1 near bar 40s
> 09:10:01 publish zone/bar {"people":1}
> 09:10:30 dropped enter ada is in the draw prize already
09:20 stay badge-2 near bar 40s
> 09:10:50 publish zone/bar {"people":0}
> 09:10:50 visit ada bar 09:10:00-09:10:40
> 09:20:01 publish zone/bar {"people":1}
> 09:20:30 reward bea prize RRYVP-G5YPU-OGKFK-AN6XB
> 09:20:30 push bea "You are in the draw" "Find your line with RRYVP-G5YPU-OGKFK-AN6XB."
> 09:20:30 done enter bea reward+push
> 09:20:30 code RRYVP-G5YPU-OGKFK-AN6XB reserved bea
> 09:20:30 code RRYVP-G5YPU-OGKFK-AN6XB given bea
09:21 draw prize "7f3a"
> 09:20:50 publish zone/bar {"people":0}
> 09:20:50 visit bea bar 09:20:00-09:20:40
> 09:21:00 answer "The draw prize is open until 16:30. The seed must not be known before that."
09:22 restart
09:30 stay badge-3 near bar 40s
> 09:30:01 publish zone/bar {"people":1}
> 09:30:30 reward cal prize ETWS5-GPVIZ-NIUSN-EEEFZ
> 09:30:30 push cal "You are in the draw" "Find your line with ETWS5-GPVIZ-NIUSN-EEEFZ."
> 09:30:30 done enter cal reward+push
> 09:30:30 code ETWS5-GPVIZ-NIUSN-EEEFZ reserved cal
> 09:30:30 code ETWS5-GPVIZ-NIUSN-EEEFZ given cal
16:00 redeem desk tag badge-1 prize as r1
> 09:30:50 publish zone/bar {"people":0}
> 09:30:50 visit cal bar 09:30:00-09:30:40
> 16:00:00 publish redeemed/desk {"id":"r1"}
> 16:00:00 answer "This is in the draw prize, which is not drawn yet."
16:31 wait
> 16:30:00 staff "Entry to the draw prize is closed: 3 are in. Show the hash of the list before the seed is known: 415e1aec6dbeecc39f04d16b3b6d8edd7fb7193b3e5df4ddb387eda3bb339e32"
> 16:30:00 publish draw/prize {"reward":"prize"}
16:32 stay badge-4 near bar 40s
> 16:32:01 publish zone/bar {"people":1}
> 16:32:30 dropped enter dot the draw prize closed at 16:30
16:34 restart
> 16:32:50 publish zone/bar {"people":0}
> 16:32:50 visit dot bar 16:32:00-16:32:40
16:35 draw prize " "
> 16:35:00 answer "The seed is one line of plain letters, digits and signs, exactly as its source shows it."
16:36 draw nothing "7f3a"
> 16:36:00 answer "There is no draw nothing. The rules have prize."
16:37 draw prize "7f3a"
> 16:37:00 staff "prize is drawn: 2 won, 1 in reserve. `foyer draw` names the winners."
> 16:37:00 publish draw/prize {"reward":"prize"}
> 16:37:00 answer "Drawn now: 2 won, 1 in reserve." 1=ada 2=cal 3=bea
16:38 restart
16:39 draw prize "8888"
> 16:39:00 answer "This was drawn at 16:37 with the seed 7f3a. The first seed stands."
16:40 draw prize "7f3a"
> 16:40:00 answer "This was drawn at 16:37 with this seed." 1=ada 2=cal 3=bea
16:41 redeem desk tag badge-1 prize as r2
> 16:41:00 publish redeemed/desk {"id":"r2"}
> 16:41:00 code CZ2WK-62KAD-XF4YQ-5LLL5 redeemed ada
> 16:41:00 answer "Redeemed now: prize."
16:42 redeem desk tag badge-2 prize as r3
> 16:42:00 publish redeemed/desk {"id":"r3"}
> 16:42:00 answer "This is number 3 in the draw prize, a reserve: 2 won."
16:43 redeem desk tag badge-3 prize as r4
> 16:43:00 publish redeemed/desk {"id":"r4"}
> 16:43:00 code ETWS5-GPVIZ-NIUSN-EEEFZ redeemed cal
> 16:43:00 answer "Redeemed now: prize."
16:44 redeem desk tag badge-3 prize as r5
> 16:44:00 publish redeemed/desk {"id":"r5"}
> 16:44:00 answer "This was redeemed at 16:43."
