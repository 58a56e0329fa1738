# A rule that is taken out of the rules goes on for those who wait at it, unless the organizer cancels; nobody can be moved to it.
rules moments.yaml
person ada badge-1 token-ada location,push
person bea badge-2 token-bea location,push
09:00 stay badge-1 near bar 3m
> 09:00:01 publish zone/bar {"people":1}
09:04 publish no-rules-left.yaml after-bar=move
> 09:03:10 publish zone/bar {"people":0}
> 09:03:10 held after-bar ada waits until Sat 09:13, or until: came to hall
> 09:03:10 visit ada bar 09:00:00-09:03:00
> 09:04:00 open [{Rule:after-bar Title:Ten minutes after a stay at the bar, or when they come to the hall Waiting:1 Gone:true CanKeep:true}]
09:05 publish no-rules-left.yaml after-bar=keep
> 09:05:00 publish zone/bar {"people":0}
> 09:05:00 publish zone/cafe {"people":0}
> 09:05:00 publish zone/floor {"people":0}
> 09:05:00 publish zone/hall {"people":0}
09:05:30 publish later.yaml
> 09:05:30 publish zone/bar {"people":0}
> 09:05:30 publish zone/cafe {"people":0}
> 09:05:30 publish zone/floor {"people":0}
> 09:05:30 publish zone/hall {"people":0}
09:06 restart
09:06:10 stay badge-2 near bar 3m
> 09:06:11 publish zone/bar {"people":1}
09:10 stay badge-1 near hall 20s
> 09:09:20 publish zone/bar {"people":0}
> 09:09:20 held after-bar bea waits until Sat 09:39
> 09:09:20 visit bea bar 09:06:10-09:09:10
> 09:10:01 push ada "How was it?" "Tell us."
> 09:10:01 publish zone/hall {"people":1}
> 09:10:01 done after-bar ada push
09:12 publish no-rules-left.yaml after-bar=cancel
> 09:10:31 publish zone/hall {"people":0}
> 09:10:31 visit ada hall 09:10:00-09:10:20
> 09:12:00 publish zone/bar {"people":0}
> 09:12:00 publish zone/cafe {"people":0}
> 09:12:00 publish zone/floor {"people":0}
> 09:12:00 publish zone/hall {"people":0}
> 09:12:00 dropped after-bar bea cancelled when the rules were changed
09:50 wait
