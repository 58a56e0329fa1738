# A leave wakes when the stay was long enough; a wait for a time survives a restart, and ends early when they come where it says.
rules moments.yaml
person ada badge-1 token-ada location,push
person bea badge-2 token-bea location,push
person cal badge-3 token-cal location,push
09:00 stay badge-1 near bar 3m
> 09:00:01 publish zone/bar {"people":1}
09:00 stay badge-2 near bar 1m
> 09:00:01 publish zone/bar {"people":2}
09:00 stay badge-3 near bar 3m
> 09:00:01 publish zone/bar {"people":3}
> 09:01:10 publish zone/bar {"people":2}
> 09:01:10 visit bea bar 09:00:00-09:01:00
09:04 restart
> 09:03:10 publish zone/bar {"people":0}
> 09:03:10 held after-bar ada waits until Sat 09:13, or until: came to hall
> 09:03:10 held after-bar cal waits until Sat 09:13, or until: came to hall
> 09:03:10 visit ada bar 09:00:00-09:03:00
> 09:03:10 visit cal bar 09:00:00-09:03:00
09:05 stay badge-3 near hall 20s
> 09:05:01 push cal "How was it?" "Tell us."
> 09:05:01 publish zone/hall {"people":1}
> 09:05:01 done after-bar cal push
09:30 wait
> 09:05:31 publish zone/hall {"people":0}
> 09:05:31 visit cal hall 09:05:00-09:05:20
> 09:13:00 push ada "How was it?" "Tell us."
> 09:13:00 done after-bar ada push
