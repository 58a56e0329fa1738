# Why the third coffee brought a code, and what each visit before it counted; the answer is the same after a restart.
rules evening.yaml
person ada badge-1 token-ada location,push
09:00 why ada coffee-gift
> 08:01:00 light floor [] house
> why Nothing was ever decided for them. It is not woken now: is not coffee_lover: it needs person.coffee_visits >= 3, and it is 0. If it woke now, nothing would hold it back.
>   no  when: becomes coffee_lover: is not coffee_lover: it needs person.coffee_visits >= 3, and it is 0 | would: a visit of 45 s or more to bar or cafe counts, at least 10 min after the last one
>   yes staff: is not staff: a guest, by the registrations
>   yes if: person.registered: it is yes
>   yes if: not person.staff: person.staff is no
>   yes consent: agreed to location: has agreed
>   yes consent: agreed to push: has agreed
>   yes phone: a phone to tell them: a phone is registered
>   yes limit: at most 1 for one person: used 0 of 1
>   yes limit: at most 200 for everybody: used 0 of 200
>   yes reward: one of gift: 2 left
09:00 stay badge-1 near bar 20s
> 09:00:01 publish zone/bar {"people":1}
09:01 stay badge-1 near hall 20s
> 09:00:31 publish zone/bar {"people":0}
> 09:00:31 visit ada bar 09:00:00-09:00:20
> 09:01:02 publish zone/hall {"people":1}
09:10 stay badge-1 near bar 2m
> 09:01:31 publish zone/hall {"people":0}
> 09:01:31 visit ada hall 09:01:00-09:01:20
> 09:10:02 publish zone/bar {"people":1}
09:13 stay badge-1 near hall 20s
> 09:12:10 publish zone/bar {"people":0}
> 09:12:10 visit ada bar 09:10:00-09:12:00
> 09:13:02 publish zone/hall {"people":1}
09:16 stay badge-1 near cafe 2m
> 09:13:31 publish zone/hall {"people":0}
> 09:13:31 visit ada hall 09:13:00-09:13:20
> 09:16:02 publish zone/cafe {"people":1}
09:30 stay badge-1 near cafe 2m
> 09:18:10 publish zone/cafe {"people":0}
> 09:18:10 visit ada cafe 09:16:00-09:18:00
> 09:30:01 publish zone/cafe {"people":1}
09:40 why badge-1 coffee-gift
> 09:32:10 publish zone/cafe {"people":0}
> 09:32:10 visit ada cafe 09:30:00-09:32:00
> why Nothing was ever decided for them. It is not woken now: is not coffee_lover: it needs person.coffee_visits >= 3, and it is 2. If it woke now, nothing would hold it back.
>   no  when: becomes coffee_lover: is not coffee_lover: it needs person.coffee_visits >= 3, and it is 2 | would: a visit of 45 s or more to bar or cafe counts, at least 10 min after the last one (last counted 09:30:45)
>   yes staff: is not staff: a guest, by the registrations
>   yes if: person.registered: it is yes
>   yes if: not person.staff: person.staff is no
>   yes consent: agreed to location: has agreed
>   yes consent: agreed to push: has agreed
>   yes phone: a phone to tell them: a phone is registered
>   yes limit: at most 1 for one person: used 0 of 1
>   yes limit: at most 200 for everybody: used 0 of 200
>   yes reward: one of gift: 2 left
>   09:00:00-09:00:20 bar: 20 s, shorter than 45 s
>   09:10:00-09:12:00 bar: counted at 09:10:45: coffee_visits is 1
>   09:16:00-09:18:00 cafe: 6 min after the last counted one, 10 min are needed
>   09:30:00-09:32:00 cafe: counted at 09:30:45: coffee_visits is 2
10:00 stay badge-1 near bar 30s
> 10:00:02 publish zone/bar {"people":1}
10:00:30 why ada coffee-gift
> why Nothing was ever decided for them. It is not woken now: is not coffee_lover: it needs person.coffee_visits >= 3, and it is 2. If it woke now, nothing would hold it back.
>   no  when: becomes coffee_lover: is not coffee_lover: it needs person.coffee_visits >= 3, and it is 2 | would: a visit of 45 s or more to bar or cafe counts, at least 10 min after the last one (last counted 09:30:45)
>   yes staff: is not staff: a guest, by the registrations
>   yes if: person.registered: it is yes
>   yes if: not person.staff: person.staff is no
>   yes consent: agreed to location: has agreed
>   yes consent: agreed to push: has agreed
>   yes phone: a phone to tell them: a phone is registered
>   yes limit: at most 1 for one person: used 0 of 1
>   yes limit: at most 200 for everybody: used 0 of 200
>   yes reward: one of gift: 2 left
>   09:00:00-09:00:20 bar: 20 s, shorter than 45 s
>   09:10:00-09:12:00 bar: counted at 09:10:45: coffee_visits is 1
>   09:16:00-09:18:00 cafe: 6 min after the last counted one, 10 min are needed
>   09:30:00-09:32:00 cafe: counted at 09:30:45: coffee_visits is 2
>   10:00:00- bar: 30 s so far, 45 s are needed
10:00:32 stay badge-1 near bar 1m
> 10:00:46 reward ada gift AAA-1
> 10:00:46 push ada "A coffee on us" "Show AAA-1."
> 10:00:46 done coffee-gift ada reward+push
> 10:00:46 code AAA-1 reserved ada
10:02 why ada coffee-gift
> 10:01:42 publish zone/bar {"people":0}
> 10:01:42 visit ada bar 10:00:00-10:01:32
> why It acted on Sat 10:00:46: reward, push. If it woke now, it would be held back by: at most 1 for one person (used 1 of 1 (10:00:46)); one of gift (already has as many of gift as one person may).
>   woken by became coffee_lover: person.coffee_visits >= 3
>   yes when: becomes coffee_lover: became coffee_lover at 10:00:45, which happens once
>   yes staff: is not staff: a guest, by the registrations
>   yes if: person.registered: it is yes
>   yes if: not person.staff: person.staff is no
>   yes consent: agreed to location: has agreed
>   yes consent: agreed to push: has agreed
>   yes phone: a phone to tell them: a phone is registered
>   no  limit: at most 1 for one person: used 1 of 1 (10:00:46) | would: the rule's per_person is raised
>   yes limit: at most 200 for everybody: used 1 of 200
>   no  reward: one of gift: already has as many of gift as one person may | would: the reward's own limits are changed
>   09:00:00-09:00:20 bar: 20 s, shorter than 45 s
>   09:10:00-09:12:00 bar: counted at 09:10:45: coffee_visits is 1
>   09:16:00-09:18:00 cafe: 6 min after the last counted one, 10 min are needed
>   09:30:00-09:32:00 cafe: counted at 09:30:45: coffee_visits is 2
>   10:00:00-10:01:32 bar: counted at 10:00:45: coffee_visits is 3
10:03 settle delivered
> 10:03:00 code AAA-1 given ada
10:05 restart
10:05 why ada coffee-gift
> why It acted on Sat 10:00:46: reward, push. If it woke now, it would be held back by: at most 1 for one person (used 1 of 1 (10:00:46)); one of gift (already has as many of gift as one person may).
>   woken by became coffee_lover: person.coffee_visits >= 3
>   yes when: becomes coffee_lover: became coffee_lover at 10:00:45, which happens once
>   yes staff: is not staff: a guest, by the registrations
>   yes if: person.registered: it is yes
>   yes if: not person.staff: person.staff is no
>   yes consent: agreed to location: has agreed
>   yes consent: agreed to push: has agreed
>   yes phone: a phone to tell them: a phone is registered
>   no  limit: at most 1 for one person: used 1 of 1 (10:00:46) | would: the rule's per_person is raised
>   yes limit: at most 200 for everybody: used 1 of 200
>   no  reward: one of gift: already has as many of gift as one person may | would: the reward's own limits are changed
>   09:00:00-09:00:20 bar: 20 s, shorter than 45 s
>   09:10:00-09:12:00 bar: counted at 09:10:45: coffee_visits is 1
>   09:16:00-09:18:00 cafe: 6 min after the last counted one, 10 min are needed
>   09:30:00-09:32:00 cafe: counted at 09:30:45: coffee_visits is 2
>   10:00:00-10:01:32 bar: counted at 10:00:45: coffee_visits is 3
