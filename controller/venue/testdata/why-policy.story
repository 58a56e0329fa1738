# Quiet hours and caps say what used them up, and when there is room again.
rules policy.yaml
person ada badge-1 token-ada location,push
21:00 stay badge-1 near bar 40s
> 21:00:01 publish zone/bar {"people":1}
> 21:00:30 push ada "An offer" "Half price."
> 21:00:30 done offer-bar ada push
> 21:00:30 dropped hello-bar ada over the cap 1 push per 45m
21:01 why ada hello-bar
> 21:00:50 publish zone/bar {"people":0}
> 21:00:50 visit ada bar 21:00:00-21:00:40
> why It woke on Sat 21:00:30 and did nothing: over the cap 1 push per 45m. It is not woken now: is not in bar: was last in bar, until 21:00:40. If it woke now, it would be held back by: at most 1 push per 45m (used 1 of 1 (21:00:30)).
>   woken by in bar since 21:00:00 (30s)
>   no  when: is in bar for 30 s or more: is not in bar: was last in bar, until 21:00:40 | would: they are in bar for 30 s
>   yes staff: is not staff: a guest, by the registrations
>   yes if: not person.staff: person.staff is no
>   yes consent: agreed to location: has agreed
>   yes consent: agreed to push: has agreed
>   yes phone: a phone to tell them: a phone is registered
>   yes quiet: no push between 22:30 and 08:00: it is 21:01:00
>   no  cap: at most 1 push per 45m: used 1 of 1 (21:00:30) | would: it is 21:45:30 or later
>   yes cap: at most 3 push per day: used 1 of 3 (21:00:30)
>   21:00:00-21:00:40 bar: woke it at 21:00:30
22:40 stay badge-1 near hall 1m
> 22:40:02 publish zone/hall {"people":1}
> 22:40:30 dropped taste ada has not agreed to music
22:45 stay badge-1 near bar 40s
> 22:41:10 publish zone/hall {"people":0}
> 22:41:10 visit ada hall 22:40:00-22:41:00
> 22:45:02 publish zone/bar {"people":1}
> 22:45:30 held offer-bar ada quiet hours until Sun 08:00
> 22:45:30 held hello-bar ada quiet hours until Sun 08:00
22:46 why ada hello-bar
> 22:45:50 publish zone/bar {"people":0}
> 22:45:50 visit ada bar 22:45:00-22:45:40
> why It woke on Sat 22:45:30 and is held: quiet hours until Sun 08:00. It is not woken now: is not in bar: was last in bar, until 22:45:40. If it woke now, it would be held back by: no push between 22:30 and 08:00 (quiet hours until Sun 08:00:00).
>   woken by in bar since 21:00:00 (30s)
>   woken by in bar since 22:45:00 (30s)
>   no  when: is in bar for 30 s or more: is not in bar: was last in bar, until 22:45:40 | would: they are in bar for 30 s
>   yes staff: is not staff: a guest, by the registrations
>   yes if: not person.staff: person.staff is no
>   yes consent: agreed to location: has agreed
>   yes consent: agreed to push: has agreed
>   yes phone: a phone to tell them: a phone is registered
>   no  quiet: no push between 22:30 and 08:00: quiet hours until Sun 08:00:00 | would: it is Sun 08:00:00
>   yes cap: at most 1 push per 45m: used 0 of 1
>   yes cap: at most 3 push per day: used 1 of 3 (21:00:30)
>   21:00:00-21:00:40 bar: woke it at 21:00:30
>   22:45:00-22:45:40 bar: woke it at 22:45:30
