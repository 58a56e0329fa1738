# A push that is refused for good releases its code for the next; an unknown end keeps it from everybody else.
rules evening.yaml
person ada badge-1 token-ada location,push
person bea badge-2 token-bea location,push
person cal badge-3 token-cal location,push
person dot badge-4 token-dot location,push
09:00 stay badge-1 near bar 1m
09:20 stay badge-1 near bar 1m
09:40 stay badge-1 near bar 1m
09:42 settle refused
10:00 stay badge-2 near bar 1m
10:20 stay badge-2 near bar 1m
10:40 stay badge-2 near bar 1m
10:42 settle unknown
11:00 stay badge-3 near bar 1m
11:20 stay badge-3 near bar 1m
11:40 stay badge-3 near bar 1m
11:42 settle delivered
12:00 stay badge-4 near bar 1m
12:20 stay badge-4 near bar 1m
12:40 stay badge-4 near bar 1m
