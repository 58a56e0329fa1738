# What is decided at night is held until the morning, when consent and limits are asked again; what is no push goes on.
rules policy.yaml
person ada badge-1 token-ada location,push,music
person bea badge-2 token-bea location,push,music
23:00 stay badge-1 near bar 1m
> 23:00:01 publish zone/bar {"people":1}
> 23:00:30 held offer-bar ada quiet hours until Sun 08:00
> 23:00:30 held hello-bar ada quiet hours until Sun 08:00
23:00 stay badge-2 near bar 1m
> 23:00:01 publish zone/bar {"people":2}
> 23:00:30 held offer-bar bea quiet hours until Sun 08:00
> 23:00:30 held hello-bar bea quiet hours until Sun 08:00
23:10 stay badge-1 near hall 1m
> 23:01:10 publish zone/bar {"people":0}
> 23:01:10 visit ada bar 23:00:00-23:01:00
> 23:01:10 visit bea bar 23:00:00-23:01:00
> 23:10:02 publish zone/hall {"people":1}
> 23:10:30 song ada "" "ada's taste"
> 23:10:30 done taste ada song
23:20 stay badge-1 near floor 1m
> 23:11:10 publish zone/hall {"people":0}
> 23:11:10 visit ada hall 23:10:00-23:11:00
> 23:20:02 publish zone/floor {"people":1}
> 23:20:30 push ada "Keep the door free" "Thank you."
> 23:20:30 done fire-door ada push
23:30 restart
> 23:21:10 publish zone/floor {"people":0}
> 23:21:10 visit ada floor 23:20:00-23:21:00
23:40 renew bea badge-2 token-bea location
next-07:59 wait
next-07:59:59 restart
next-08:30 wait
> 08:00:00 push ada "An offer" "Half price."
> 08:00:00 done offer-bar ada push
> 08:00:00 dropped hello-bar ada over the cap 1 push per 45m
> 08:00:00 dropped offer-bar bea has not agreed to push
> 08:00:00 dropped hello-bar bea has not agreed to push
