# A rule in shadow decides and records, sends and takes nothing, and counts for no limit but its own; one that is off never wakes; a share is chosen by lot.
rules modes.yaml
person ada badge-1 token-ada location,push
person bea badge-2 token-bea location,push
person eva badge-3 - location,push
09:00 stay badge-1 near bar 40s
> 09:00:01 publish zone/bar {"people":1}
> 09:00:30 shadow tried ada reward+push as b
09:01 stay badge-3 near bar 40s
> 09:00:50 publish zone/bar {"people":0}
> 09:00:50 visit ada bar 09:00:00-09:00:40
> 09:01:01 publish zone/bar {"people":1}
> 09:01:30 dropped tried eva no phone is registered to tell them
09:30 stay badge-1 near bar 40s
> 09:01:50 publish zone/bar {"people":0}
> 09:01:50 visit eva bar 09:01:00-09:01:40
> 09:30:01 publish zone/bar {"people":1}
> 09:30:30 dropped tried ada the limit for one person is reached
09:40 trials
> 09:30:50 publish zone/bar {"people":0}
> 09:30:50 visit ada bar 09:30:00-09:30:40
> wording: a 0 shown 0 judged 0 succeeded, b 0 shown 0 judged 0 succeeded
10:00 stay badge-1 near cafe 40s
> 10:00:02 publish zone/cafe {"people":1}
> 10:00:30 held later ada waits until Sat 10:10
10:05 restart
> 10:00:50 publish zone/cafe {"people":0}
> 10:00:50 visit ada cafe 10:00:00-10:00:40
10:20 stay badge-1 near hall 40s
> 10:10:30 shadow later ada staff
> 10:20:01 publish zone/hall {"people":1}
10:30 stay badge-2 near hall 40s
> 10:20:50 publish zone/hall {"people":0}
> 10:20:50 visit ada hall 10:20:00-10:20:40
> 10:30:01 publish zone/hall {"people":1}
10:40 stay badge-3 near hall 40s
> 10:30:50 publish zone/hall {"people":0}
> 10:30:50 visit bea hall 10:30:00-10:30:40
> 10:40:01 publish zone/hall {"people":1}
> 10:40:30 staff "eva is in the hall."
> 10:40:30 done few eva staff
