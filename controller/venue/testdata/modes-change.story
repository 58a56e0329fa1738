# A wait that began in the shadow ends live when the rule has become live, and a rule that was done in the shadow may still act; who waits for a rule that is switched off is told so.
rules modes.yaml
person ada badge-1 token-ada location,push
person bea badge-2 token-bea location,push
09:00 stay badge-1 near bar 40s
> 09:00:01 publish zone/bar {"people":1}
> 09:00:30 shadow tried ada reward+push as b
09:05 stay badge-1 near cafe 40s
> 09:00:50 publish zone/bar {"people":0}
> 09:00:50 visit ada bar 09:00:00-09:00:40
> 09:05:02 publish zone/cafe {"people":1}
> 09:05:30 held later ada waits until Sat 09:15
09:10 publish modes-live.yaml
> 09:05:50 publish zone/cafe {"people":0}
> 09:05:50 visit ada cafe 09:05:00-09:05:40
> 09:10:00 publish zone/bar {"people":0}
> 09:10:00 publish zone/cafe {"people":0}
> 09:10:00 publish zone/floor {"people":0}
> 09:10:00 publish zone/hall {"people":0}
09:16 wait
> 09:15:30 staff "ada was in the cafe."
> 09:15:30 done later ada staff
09:30 stay badge-1 near bar 40s
> 09:30:02 publish zone/bar {"people":1}
> 09:30:30 reward ada gift AAA-1
> 09:30:30 push ada "For you" "Show AAA-1."
> 09:30:30 done tried ada reward+push as b
> 09:30:30 code AAA-1 reserved ada
09:31 settle delivered
> 09:30:50 publish zone/bar {"people":0}
> 09:30:50 visit ada bar 09:30:00-09:30:40
> 09:31:00 code AAA-1 given ada
10:00 stay badge-2 near cafe 40s
> 10:00:01 publish zone/cafe {"people":1}
> 10:00:30 held later bea waits until Sat 10:10
10:05 publish modes-off.yaml
> 10:00:50 publish zone/cafe {"people":0}
> 10:00:50 visit bea cafe 10:00:00-10:00:40
> 10:05:00 publish zone/bar {"people":0}
> 10:05:00 publish zone/cafe {"people":0}
> 10:05:00 publish zone/floor {"people":0}
> 10:05:00 publish zone/hall {"people":0}
10:20 wait
> 10:10:30 dropped later bea the rule is switched off
