# A label gained in time is a success; one gained before the exposure is none. Who withdraws leaves their count, and nothing else.
rules trial.yaml
person ada badge-1 token-ada location,push
person dot badge-2 token-dot location,push
08:30 stay badge-2 near cafe 40s
> 08:30:01 publish zone/cafe {"people":1}
08:40 stay badge-2 near cafe 40s
> 08:30:50 publish zone/cafe {"people":0}
> 08:30:50 visit dot cafe 08:30:00-08:30:40
> 08:40:01 publish zone/cafe {"people":1}
09:00 stay badge-1 near hall 40s
> 08:40:50 publish zone/cafe {"people":0}
> 08:40:50 visit dot cafe 08:40:00-08:40:40
> 09:00:01 publish zone/hall {"people":1}
> 09:00:30 push ada "Coffee?" "There is coffee for you, ada."
> 09:00:30 done hall ada push as long
09:05 stay badge-2 near hall 40s
> 09:00:50 publish zone/hall {"people":0}
> 09:00:50 visit ada hall 09:00:00-09:00:40
> 09:05:02 publish zone/hall {"people":1}
> 09:05:30 push dot "Coffee?" "There is coffee."
> 09:05:30 done hall dot push as short
09:20 stay badge-1 near cafe 40s
> 09:05:50 publish zone/hall {"people":0}
> 09:05:50 visit dot hall 09:05:00-09:05:40
> 09:20:02 publish zone/cafe {"people":1}
09:30 stay badge-1 near cafe 40s
> 09:20:50 publish zone/cafe {"people":0}
> 09:20:50 visit ada cafe 09:20:00-09:20:40
> 09:30:01 publish zone/cafe {"people":1}
09:40 trials
> 09:30:50 publish zone/cafe {"people":0}
> 09:30:50 visit ada cafe 09:30:00-09:30:40
> exposed ada to hall long at 09:00:30, succeeded at 09:30:30
> exposed dot to hall short at 09:05:30
> wording: plain 0 shown 0 judged 0 succeeded, playful 0 shown 0 judged 0 succeeded
> hall: short 1 shown 0 judged 0 succeeded, long 1 shown 0 judged 0 succeeded
09:41 renew ada badge-1 token-ada push
09:42 restart
09:43 trials
> exposed dot to hall short at 09:05:30
> exposed somebody to hall long at 09:00:30, succeeded at 09:30:30
> wording: plain 0 shown 0 judged 0 succeeded, playful 0 shown 0 judged 0 succeeded
> hall: short 1 shown 0 judged 0 succeeded, long 1 shown 0 judged 0 succeeded
10:30 trials
> exposed dot to hall short at 09:05:30
> exposed somebody to hall long at 09:00:30, succeeded at 09:30:30
> wording: plain 0 shown 0 judged 0 succeeded, playful 0 shown 0 judged 0 succeeded
> hall: short 1 shown 1 judged 0 succeeded, long 1 shown 1 judged 1 succeeded
