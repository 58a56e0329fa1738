# Nobody is in the experiment for whom the rule did nothing: no consent, over the cap, nothing left to give. A push that never arrives takes nobody out again.
rules trial.yaml
person ada badge-1 token-ada location,push
person eva badge-2 token-eva location,push
person cal badge-3 token-cal location,push
person gus badge-4 - location,push
09:00 stay badge-1 near bar 40s
> 09:00:01 publish zone/bar {"people":1}
> 09:00:30 reward ada gift AAA-1
> 09:00:30 push ada "You again!" "Show AAA-1."
> 09:00:30 done gift ada reward+push as playful
> 09:00:30 code AAA-1 reserved ada
09:01 stay badge-1 near hall 40s
> 09:00:50 publish zone/bar {"people":0}
> 09:00:50 visit ada bar 09:00:00-09:00:40
> 09:01:02 publish zone/hall {"people":1}
> 09:01:30 dropped hall ada over the cap 1 push per 10m
09:05 stay badge-4 near bar 40s
> 09:01:50 publish zone/hall {"people":0}
> 09:01:50 visit ada hall 09:01:00-09:01:40
> 09:05:01 publish zone/bar {"people":1}
> 09:05:30 dropped gift gus no phone is registered to tell them
09:06 trials
> 09:05:50 publish zone/bar {"people":0}
> 09:05:50 visit gus bar 09:05:00-09:05:40
> exposed ada to wording playful at 09:00:30
> wording: plain 0 shown 0 judged 0 succeeded, playful 1 shown 0 judged 0 succeeded
> hall: short 0 shown 0 judged 0 succeeded, long 0 shown 0 judged 0 succeeded
09:10 stay badge-2 near bar 40s
> 09:10:01 publish zone/bar {"people":1}
> 09:10:30 reward eva gift BBB-2
> 09:10:30 push eva "A coffee on us" "Show BBB-2."
> 09:10:30 done gift eva reward+push as plain
> 09:10:30 code BBB-2 reserved eva
09:20 stay badge-3 near bar 40s
> 09:10:50 publish zone/bar {"people":0}
> 09:10:50 visit eva bar 09:10:00-09:10:40
> 09:20:01 publish zone/bar {"people":1}
> 09:20:30 dropped gift cal nothing of gift is left
09:21 settle refused
> 09:20:50 publish zone/bar {"people":0}
> 09:20:50 visit cal bar 09:20:00-09:20:40
09:22 trials
> exposed ada to wording playful at 09:00:30
> exposed eva to wording plain at 09:10:30
> wording: plain 1 shown 0 judged 0 succeeded, playful 1 shown 0 judged 0 succeeded
> hall: short 0 shown 0 judged 0 succeeded, long 0 shown 0 judged 0 succeeded
09:30 stay badge-3 near bar 40s
> 09:30:01 publish zone/bar {"people":1}
> 09:30:30 reward cal gift AAA-1
> 09:30:30 push cal "You again!" "Show AAA-1."
> 09:30:30 done gift cal reward+push as playful
> 09:30:30 code AAA-1 reserved cal
09:31 trials
> 09:30:50 publish zone/bar {"people":0}
> 09:30:50 visit cal bar 09:30:00-09:30:40
> exposed ada to wording playful at 09:00:30
> exposed eva to wording plain at 09:10:30
> exposed cal to wording playful at 09:30:30
> wording: plain 1 shown 0 judged 0 succeeded, playful 2 shown 0 judged 0 succeeded
> hall: short 0 shown 0 judged 0 succeeded, long 0 shown 0 judged 0 succeeded
