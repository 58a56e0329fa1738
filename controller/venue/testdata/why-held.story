# A wait that is running says until when, and afterwards what it waited for.
rules evening.yaml
person ada badge-1 token-ada location,push
21:00 stay badge-1 near floor 31m
> 08:01:00 light floor [] house
> 21:00:01 publish zone/floor {"people":1}
> 21:02:00 dropped dj-taste ada has not agreed to music
> 21:30:00 held recovery-kit ada waits until Sun 08:00
21:31 why ada recovery-kit
> why It woke on Sat 21:30:00 and is held: waits until Sun 08:00. If it woke now, it would be held back by: waits until 08:00 (woke 21:30:00 and waits until Sun 08:00:00).
>   woken by became party_goer: person.dance_minutes >= 30
>   yes when: becomes party_goer: became party_goer at 21:30:00, which happens once
>   yes staff: is not staff: a guest, by the registrations
>   yes if: not (person.checked_out): person.checked_out is no
>   yes consent: agreed to location: has agreed
>   yes consent: agreed to push: has agreed
>   yes phone: a phone to tell them: a phone is registered
>   yes limit: at most 1 for one person: used 0 of 1
>   no  wait: waits until 08:00: woke 21:30:00 and waits until Sun 08:00:00 | would: the wait ends; then everything is asked again
>   21:00:00- floor: 31 minutes: dance_minutes is 31
22:00 restart
> 21:31:10 publish zone/floor {"people":0}
> 21:31:10 visit ada floor 21:00:00-21:31:00
> 21:32:10 light floor [] house
next-08:00:01 wait
> 22:01:00 light floor [] house
> 08:00:00 push ada "Long night?" "A recovery kit is waiting."
> 08:00:00 done recovery-kit ada push
next-08:00:02 why ada recovery-kit
> why It acted on Sun 08:00:00: push. If it woke now, it would be held back by: at most 1 for one person (used 1 of 1 (08:00:00)).
>   woken by became party_goer, Sat 21:30, waited until 08:00
>   yes when: becomes party_goer: became party_goer at Sat 21:30:00, which happens once
>   yes staff: is not staff: a guest, by the registrations
>   yes if: not (person.checked_out): person.checked_out is no
>   yes consent: agreed to location: has agreed
>   yes consent: agreed to push: has agreed
>   yes phone: a phone to tell them: a phone is registered
>   no  limit: at most 1 for one person: used 1 of 1 (08:00:00) | would: the rule's per_person is raised
>   yes wait: waits until 08:00: no wait is running
>   21:00:00-21:31:00 floor: 31 minutes: dance_minutes is 31
