# A reward for a whole zone goes as far as it goes; everyone without has a record, and staff are told once that it is gone.
rules crowd-pool.yaml
person ada badge-1 token-ada location,push
person bea badge-2 token-bea location,push
person cal badge-3 token-cal location,push
person dot badge-4 token-dot location,push
person eli badge-5 token-eli location,push
11:59:50 stay badge-1 near hall 2s
> 11:59:51 publish zone/hall {"people":1}
11:59:52 stay badge-2 near hall 2s
> 11:59:53 publish zone/hall {"people":2}
11:59:54 stay badge-3 near hall 1s
11:59:55 stay badge-4 near hall 1s
11:59:56 stay badge-5 near bar 1s
> 11:59:55 publish zone/hall {"people":3}
12:00:01 wait
> 11:59:56 publish zone/hall {"people":4}
> 11:59:57 publish zone/bar {"people":1}
> 12:00:00 reward ada kit 1
> 12:00:00 push ada "A kit" "It waits at hall."
> 12:00:00 reward bea kit 2
> 12:00:00 push bea "A kit" "It waits at hall."
> 12:00:00 staff "The kits are gone"
> 12:00:00 done kits ada reward+push
> 12:00:00 done kits bea reward+push
> 12:00:00 dropped kits cal staff nothing of kit is left
> 12:00:00 dropped kits dot stopped, because nothing of kit is left
> 12:00:00 code 1 reserved ada
> 12:00:00 code 2 reserved bea
