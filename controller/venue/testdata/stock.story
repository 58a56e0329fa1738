# Staff hear once that a pool runs low and once that it is empty, and again only after it was refilled; an empty pool stops the rule. A restart repeats nothing.
rules stock.yaml
person ada badge-1 token-ada location
person bea badge-2 token-bea location
09:00 stay badge-1 near bar 40s
> 09:00:01 publish zone/bar {"people":1}
> 09:00:30 reward ada gift AAA-1
> 09:00:30 staff "Give ada the code AAA-1."
> 09:00:30 done gift ada reward+staff
> 09:00:30 code AAA-1 reserved ada
> 09:00:30 code AAA-1 given ada
09:10 stay badge-2 near bar 40s
> 09:00:50 publish zone/bar {"people":0}
> 09:00:50 visit ada bar 09:00:00-09:00:40
> 09:10:01 publish zone/bar {"people":1}
> 09:10:30 staff "gift runs low: 1 of 3 left."
> 09:10:30 reward bea gift BBB-2
> 09:10:30 staff "Give bea the code BBB-2."
> 09:10:30 done gift bea reward+staff
> 09:10:30 code BBB-2 reserved bea
> 09:10:30 code BBB-2 given bea
09:15 restart
> 09:10:50 publish zone/bar {"people":0}
> 09:10:50 visit bea bar 09:10:00-09:10:40
09:20 stay badge-1 near bar 40s
> 09:20:01 publish zone/bar {"people":1}
> 09:20:30 reward ada gift CCC-3
> 09:20:30 staff "Give ada the code CCC-3."
> 09:20:30 done gift ada reward+staff
> 09:20:30 code CCC-3 reserved ada
> 09:20:30 code CCC-3 given ada
09:30 stay badge-2 near bar 40s
> 09:20:50 publish zone/bar {"people":0}
> 09:20:50 visit ada bar 09:20:00-09:20:40
> 09:30:01 publish zone/bar {"people":1}
> 09:30:30 staff "No gifts are left"
> 09:30:30 dropped gift bea staff nothing of gift is left
09:40 stay badge-1 near bar 40s
> 09:30:50 publish zone/bar {"people":0}
> 09:30:50 visit bea bar 09:30:00-09:30:40
> 09:40:01 publish zone/bar {"people":1}
> 09:40:30 dropped gift ada stopped, because nothing of gift is left
09:45 restart
> 09:40:50 publish zone/bar {"people":0}
> 09:40:50 visit ada bar 09:40:00-09:40:40
09:50 stay badge-2 near bar 40s
> 09:50:01 publish zone/bar {"people":1}
> 09:50:30 dropped gift bea stopped, because nothing of gift is left
10:00 publish refilled.yaml
> 09:50:50 publish zone/bar {"people":0}
> 09:50:50 visit bea bar 09:50:00-09:50:40
> 10:00:00 staff "gift is refilled: 2 new codes. 3 rows of five.csv hold codes that were there before; they stay as they are."
> 10:00:00 publish zone/bar {"people":0}
> 10:00:00 publish zone/cafe {"people":0}
> 10:00:00 publish zone/floor {"people":0}
> 10:00:00 publish zone/hall {"people":0}
10:05 restart
10:10 stay badge-1 near bar 40s
> 10:10:01 publish zone/bar {"people":1}
> 10:10:30 staff "gift runs low: 1 of 5 left."
> 10:10:30 reward ada gift DDD-4
> 10:10:30 staff "Give ada the code DDD-4."
> 10:10:30 done gift ada reward+staff
> 10:10:30 code DDD-4 reserved ada
> 10:10:30 code DDD-4 given ada
10:20 stay badge-2 near bar 40s
> 10:10:50 publish zone/bar {"people":0}
> 10:10:50 visit ada bar 10:10:00-10:10:40
> 10:20:01 publish zone/bar {"people":1}
> 10:20:30 reward bea gift EEE-5
> 10:20:30 staff "Give bea the code EEE-5."
> 10:20:30 done gift bea reward+staff
> 10:20:30 code EEE-5 reserved bea
> 10:20:30 code EEE-5 given bea
10:30 stay badge-1 near bar 40s
> 10:20:50 publish zone/bar {"people":0}
> 10:20:50 visit bea bar 10:20:00-10:20:40
> 10:30:01 publish zone/bar {"people":1}
> 10:30:30 staff "No gifts are left"
> 10:30:30 dropped gift ada staff nothing of gift is left
10:40 stay badge-2 near bar 40s
> 10:30:50 publish zone/bar {"people":0}
> 10:30:50 visit ada bar 10:30:00-10:30:40
> 10:40:01 publish zone/bar {"people":1}
> 10:40:30 dropped gift bea stopped, because nothing of gift is left
