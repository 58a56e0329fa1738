# A zone that fills or empties wakes its rule once for each crossing, after it has settled: a few people who walk in and out at the bound wake nothing, and a restart on the far side does not wake it again.
rules crowd.yaml
person ada badge-1 token-ada location,push
person bea badge-2 token-bea location,push
person cal badge-3 token-cal -
person dot badge-4 token-dot -
09:00 stay badge-1 near floor 4s
> 09:00:01 publish zone/floor {"people":1}
09:00:04 hear badge-2 near floor -55
09:00:05 hear badge-1 near floor -55
09:00:06 hear badge-2 near floor -55
> 09:00:05 publish zone/floor {"people":2}
09:00:08 hear badge-1 near floor -55
09:00:10 hear badge-2 near floor -55
09:00:14 hear badge-1 near floor -55
09:00:16 hear badge-2 near floor -55
> 09:00:15 staff "2 people on the floor, 0 bacon lovers in the house."
> 09:00:15 done full-floor staff
09:00:18 restart
09:00:20 hear badge-1 near floor -55
09:00:22 hear badge-2 near floor -55
09:00:28 hear badge-1 near floor -55
09:00:30 hear badge-2 near floor -55
09:00:34 hear badge-3 near floor -55
09:00:36 hear badge-3 near floor -55
> 09:00:35 publish zone/floor {"people":3}
09:00:38 hear badge-1 near floor -55
09:00:41 hear badge-3 near floor -55
09:00:46 hear badge-1 near floor -55
09:00:48 hear badge-3 near floor -55
09:00:54 hear badge-1 near floor -55
09:00:56 wait
09:01:00 hear badge-1 near floor -55
09:01:08 hear badge-1 near floor -55
> 09:01:02 publish zone/floor {"people":2}
> 09:01:02 visit bea floor 09:00:04-09:00:30
09:01:16 hear badge-1 near floor -55
09:01:24 hear badge-1 near floor -55
> 09:01:16 publish zone/floor {"people":1}
09:01:32 hear badge-1 near floor -55
09:01:34 restart
09:01:40 hear badge-1 near floor -55
09:01:42 stay badge-4 near floor 6s
> 09:01:44 publish zone/floor {"people":2}
09:01:49 hear badge-1 near floor -55
09:01:52 hear badge-4 near floor -55
09:01:58 hear badge-1 near floor -55
> 09:01:54 staff "2 people on the floor, 0 bacon lovers in the house."
> 09:01:54 done full-floor staff
09:02:00 hear badge-4 near floor -55
09:02:06 hear badge-1 near floor -55
09:02:08 wait
09:02:14 hear badge-1 near floor -55
09:02:22 hear badge-1 near floor -55
09:02:30 hear badge-1 near floor -55
09:02:38 hear badge-1 near floor -55
> 09:02:32 publish zone/floor {"people":1}
09:02:46 hear badge-1 near floor -55
09:02:54 hear badge-1 near floor -55
> 09:02:52 push ada "Nearly alone" "The floor is yours."
> 09:02:52 done last-dance ada push
09:03:00 stay badge-4 near floor 20s
> 09:03:01 publish zone/floor {"people":2}
> 09:03:11 dropped full-floor the limit for everybody is reached
09:03:21 hear badge-1 near floor -55
09:04 wait
> 09:03:31 publish zone/floor {"people":1}
> 09:03:51 dropped last-dance ada the limit for one person is reached
