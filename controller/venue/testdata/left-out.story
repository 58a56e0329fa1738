# A step that needs a consent, a phone or room under a cap is left out alone; a reward that only a push could tell is not given.
rules leftout.yaml
person ada badge-1 token-ada location,push,music
person bea badge-2 token-bea location,music
person cal badge-3 - location,push
09:00 stay badge-1 near bar 20s
> 09:00:01 staff "ada has come."
> 09:00:01 push ada "Welcome" "Have a seat."
> 09:00:01 song ada "" ""
> 09:00:01 publish zone/bar {"people":1}
> 09:00:01 done welcome ada staff+push+song
09:00 stay badge-2 near bar 20s
> 09:00:01 staff "bea has come."
> 09:00:01 song bea "" ""
> 09:00:01 publish zone/bar {"people":2}
> 09:00:01 done welcome bea staff+song push left out: has not agreed to push
09:00 stay badge-3 near bar 20s
> 09:00:01 staff "cal has come."
> 09:00:01 publish zone/bar {"people":3}
> 09:00:01 done welcome cal staff push left out: no phone is registered to tell them; dj left out: has not agreed to music
# Over the cap: the push is left out, and what only it could tell.
09:30 stay badge-1 near bar 20s
> 09:00:31 publish zone/bar {"people":0}
> 09:00:31 visit ada bar 09:00:00-09:00:20
> 09:00:31 visit cal bar 09:00:00-09:00:20
> 09:00:31 visit bea bar 09:00:00-09:00:20
> 09:30:01 staff "ada has come."
> 09:30:01 song ada "" ""
> 09:30:01 publish zone/bar {"people":1}
> 09:30:01 done welcome ada staff+song push left out: over the cap 1 push per 1h
09:40 stay badge-1 near cafe 20s
> 09:30:31 publish zone/bar {"people":0}
> 09:30:31 visit ada bar 09:30:00-09:30:20
> 09:40:02 publish zone/cafe {"people":1}
> 09:40:02 dropped gift ada over the cap 1 push per 1h
10:30 stay badge-1 near cafe 20s
> 09:40:31 publish zone/cafe {"people":0}
> 09:40:31 visit ada cafe 09:40:00-09:40:20
> 10:30:01 reward ada gift 1
> 10:30:01 push ada "A gift" "At hall."
> 10:30:01 publish zone/cafe {"people":1}
> 10:30:01 done gift ada reward+push
> 10:30:01 code 1 reserved ada
10:40 stay badge-2 near cafe 20s
> 10:30:31 publish zone/cafe {"people":0}
> 10:30:31 visit ada cafe 10:30:00-10:30:20
> 10:40:02 publish zone/cafe {"people":1}
> 10:40:02 dropped gift bea has not agreed to push
10:50 stay badge-1 near cafe 20s
> 10:40:31 publish zone/cafe {"people":0}
> 10:40:31 visit bea cafe 10:40:00-10:40:20
> 10:50:01 publish zone/cafe {"people":1}
> 10:50:01 dropped gift ada over the cap 1 push per 1h
11:00 stay badge-2 near floor 20s
> 10:50:31 publish zone/cafe {"people":0}
> 10:50:31 visit ada cafe 10:50:00-10:50:20
> 11:00:02 publish zone/floor {"people":1}
> 11:00:02 dropped bell bea has not agreed to push
# A push that is refused takes back the gift and makes room under the cap.
11:10 settle refused
> 11:00:31 publish zone/floor {"people":0}
> 11:00:31 visit bea floor 11:00:00-11:00:20
11:15 stay badge-1 near cafe 20s
> 11:15:01 reward ada gift 2
> 11:15:01 push ada "A gift" "At hall."
> 11:15:01 publish zone/cafe {"people":1}
> 11:15:01 done gift ada reward+push
> 11:15:01 code 2 reserved ada
# Quiet hours that drop.
22:30 stay badge-1 near bar 20s
> 11:15:31 publish zone/cafe {"people":0}
> 11:15:31 visit ada cafe 11:15:00-11:15:20
> 22:30:02 staff "ada has come."
> 22:30:02 song ada "" ""
> 22:30:02 publish zone/bar {"people":1}
> 22:30:02 done welcome ada staff+song push left out: quiet hours until Sat 23:00
