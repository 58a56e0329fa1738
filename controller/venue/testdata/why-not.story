# Each reason why not: a consent, a phone, a limit, a floor that is too empty, a place, a song that is not asked for yet, quiet hours and caps.
rules evening.yaml
person ada badge-1 - location
person bo badge-2 token-bo push
staff cy badge-3 token-cy location,push
09:00 why ada coffee-gift
> 08:01:00 light floor [] house
> why Nothing was ever decided for them. It is not woken now: is not coffee_lover: it needs person.coffee_visits >= 3, and it is 0. If it woke now, it would be held back by: agreed to push (has not agreed); a phone to tell them (no phone is registered).
>   no  when: becomes coffee_lover: is not coffee_lover: it needs person.coffee_visits >= 3, and it is 0 | would: a visit of 45 s or more to bar or cafe counts, at least 10 min after the last one
>   yes staff: is not staff: a guest, by the registrations
>   yes if: person.registered: it is yes
>   yes if: not person.staff: person.staff is no
>   yes consent: agreed to location: has agreed
>   no  consent: agreed to push: has not agreed | would: they agree to push
>   no  phone: a phone to tell them: no phone is registered | would: they open the app and allow notices
>   yes limit: at most 1 for one person: used 0 of 1
>   yes limit: at most 200 for everybody: used 0 of 200
>   yes reward: one of gift: 2 left
09:00 why bo coffee-gift
> why Nothing was ever decided for them. It is not woken now: is not coffee_lover: it needs person.coffee_visits >= 3, and it is 0. If it woke now, it would be held back by: may be followed (has not agreed to location: is counted, and followed nowhere); agreed to location (has not agreed).
>   no  followed: may be followed: has not agreed to location: is counted, and followed nowhere | would: they agree to location
>   no  when: becomes coffee_lover: is not coffee_lover: it needs person.coffee_visits >= 3, and it is 0 | would: a visit of 45 s or more to bar or cafe counts, at least 10 min after the last one
>   yes staff: is not staff: a guest, by the registrations
>   yes if: person.registered: it is yes
>   yes if: not person.staff: person.staff is no
>   no  consent: agreed to location: has not agreed | would: they agree to location
>   yes consent: agreed to push: has agreed
>   yes phone: a phone to tell them: a phone is registered
>   yes limit: at most 1 for one person: used 0 of 1
>   yes limit: at most 200 for everybody: used 0 of 200
>   yes reward: one of gift: 2 left
09:00 why cy coffee-gift
> why Nothing was ever decided for them. It is not woken now: is not coffee_lover: it needs person.coffee_visits >= 3, and it is 0. If it woke now, it would be held back by: is not staff (staff receive nothing); not person.staff (person.staff is yes).
>   no  when: becomes coffee_lover: is not coffee_lover: it needs person.coffee_visits >= 3, and it is 0 | would: a visit of 45 s or more to bar or cafe counts, at least 10 min after the last one
>   no  staff: is not staff: staff receive nothing | would: the registrations no longer say that they are staff
>   yes if: person.registered: it is yes
>   no  if: not person.staff: person.staff is yes | would: their registration says otherwise
>   yes consent: agreed to location: has agreed
>   yes consent: agreed to push: has agreed
>   yes phone: a phone to tell them: a phone is registered
>   yes limit: at most 1 for one person: used 0 of 1
>   yes limit: at most 200 for everybody: used 0 of 200
>   yes reward: one of gift: 2 left
09:00 why zoe coffee-gift
> why nobody is registered under this id, and no badge or phone is called so
09:00 why ada coffee-gifts
> why no rule in force has this id
09:00 stay badge-1 near floor 30s
> 09:00:01 publish zone/floor {"people":1}
09:00:30 why - floor-colours
> why If it woke now, it would be held back by: zone.people >= 3 (it is 1); 3 or more of them show a colour (0 of 1 there agreed to it, have a favourite colour and are not staff).
>    ?  when: the people in floor change: 1 person is there now; it is asked again at each change
>   no  if: zone.people >= 3: it is 1 | would: the number of people there changes
>   no  colours: 3 or more of them show a colour: 0 of 1 there agreed to it, have a favourite colour and are not staff | would: more of them agree, so that nobody's colour is shown alone
09:00:30 why ada dj-taste
> why Nothing was ever decided for them. It is not woken now: came at 09:00:00 and was heard there for 30 s; 2 min are needed. If it woke now, it would be held back by: agreed to music (has not agreed).
>   no  when: is in floor for 2 min or more: came at 09:00:00 and was heard there for 30 s; 2 min are needed | would: they are heard there at 09:02:00 or later
>   yes staff: is not staff: a guest, by the registrations
>   yes if: person.registered: it is yes
>   no  consent: agreed to music: has not agreed | would: they agree to music
>   yes limit: at most 1 for one person in 1 h: used 0 of 1
>   09:00:00- floor: 30 s so far, 2 min are needed
09:00:30 why ada dj-request
> why Nothing was ever decided for them. If it woke now, it would be held back by: agreed to music (has not agreed).
>    ?  when: asks the DJ for a song: wakes each time it happens
>   yes staff: is not staff: a guest, by the registrations
>   yes if: person.zone == "floor": it is "floor"
>   no  consent: agreed to music: has not agreed | would: they agree to music
>   yes limit: at most 1 for one person in 1 h: used 0 of 1
