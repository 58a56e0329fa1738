# Half of the people are held out, by lot: they get no push, the same ones after a restart, and everything else.
rules holdout.yaml
person ada badge-1 token-ada location,push,music
person bea badge-2 token-bea location,push,music
person cal badge-3 token-cal location,push,music
person dot badge-4 token-dot location,push
09:00 stay badge-1 near bar 40s
> 09:00:01 publish zone/bar {"people":1}
> 09:00:30 song ada "" "ada's taste"
> 09:00:30 dropped hello ada held out: gets no push, so that its effect can be measured
> 09:00:30 done taste ada song
09:10 stay badge-2 near bar 40s
> 09:00:50 publish zone/bar {"people":0}
> 09:00:50 visit ada bar 09:00:00-09:00:40
> 09:10:01 publish zone/bar {"people":1}
> 09:10:30 push bea "Hello" "You are at the bar."
> 09:10:30 song bea "" "bea's taste"
> 09:10:30 done hello bea push
> 09:10:30 done taste bea song
09:20 stay badge-3 near bar 40s
> 09:10:50 publish zone/bar {"people":0}
> 09:10:50 visit bea bar 09:10:00-09:10:40
> 09:20:01 publish zone/bar {"people":1}
> 09:20:30 push cal "Hello" "You are at the bar."
> 09:20:30 song cal "" "cal's taste"
> 09:20:30 done hello cal push
> 09:20:30 done taste cal song
09:30 stay badge-4 near bar 40s
> 09:20:50 publish zone/bar {"people":0}
> 09:20:50 visit cal bar 09:20:00-09:20:40
> 09:30:01 publish zone/bar {"people":1}
> 09:30:30 dropped hello dot held out: gets no push, so that its effect can be measured
> 09:30:30 dropped taste dot has not agreed to music
09:40 restart
> 09:30:50 publish zone/bar {"people":0}
> 09:30:50 visit dot bar 09:30:00-09:30:40
10:00 stay badge-1 near bar 40s
> 10:00:01 publish zone/bar {"people":1}
> 10:00:30 song ada "" "ada's taste"
> 10:00:30 dropped hello ada held out: gets no push, so that its effect can be measured
> 10:00:30 done taste ada song
10:10 stay badge-2 near bar 40s
> 10:00:50 publish zone/bar {"people":0}
> 10:00:50 visit ada bar 10:00:00-10:00:40
> 10:10:01 publish zone/bar {"people":1}
> 10:10:30 push bea "Hello" "You are at the bar."
> 10:10:30 song bea "" "bea's taste"
> 10:10:30 done hello bea push
> 10:10:30 done taste bea song
