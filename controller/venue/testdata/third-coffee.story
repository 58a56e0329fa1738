# The third coffee brings one code, the fourth brings none; a code told by a push is given once the push is taken.
rules evening.yaml
person ada badge-1 token-ada location,push
09:00 stay badge-1 near bar 2m
09:10 wait
10:00 stay badge-1 near cafe 2m
10:10 wait
11:00 stay badge-1 near bar 2m
11:02:30 settle delivered
11:10 wait
12:00 stay badge-1 near bar 2m
12:10 wait
