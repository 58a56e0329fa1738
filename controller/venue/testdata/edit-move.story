# Rules change while someone waits: the wait is moved, and counted by the new rule from when it began.
rules moments.yaml
person ada badge-1 token-ada location,push
09:00 stay badge-1 near bar 3m
> 09:00:01 publish zone/bar {"people":1}
09:04 publish later.yaml
> 09:03:10 publish zone/bar {"people":0}
> 09:03:10 held after-bar ada waits until Sat 09:13, or until: came to hall
> 09:03:10 visit ada bar 09:00:00-09:03:00
> 09:04:00 open [{Rule:after-bar Title:Ten minutes after a stay at the bar, or when they come to the hall Waiting:1 Gone:false CanKeep:true}]
09:05 publish later.yaml after-bar=move
> 09:05:00 publish zone/bar {"people":0}
> 09:05:00 publish zone/cafe {"people":0}
> 09:05:00 publish zone/floor {"people":0}
> 09:05:00 publish zone/hall {"people":0}
09:06 restart
09:40 wait
> 09:33:00 push ada "And now?" "Tell us more."
> 09:33:00 done after-bar ada push
