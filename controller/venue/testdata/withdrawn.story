# Who takes their yes back is forgotten at once and followed no more.
rules evening.yaml
person ada badge-1 token-ada location,push
09:00 stay badge-1 near bar 1m
09:20 stay badge-1 near bar 1m
09:21:02 renew ada badge-1 token-ada push
09:40 stay badge-1 near bar 1m
10:00 wait
