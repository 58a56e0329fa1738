# Visits less than ten minutes apart count once.
rules evening.yaml
person ada badge-1 token-ada location,push
09:00 stay badge-1 near bar 1m
09:03 stay badge-1 near cafe 1m
09:06 stay badge-1 near bar 1m
09:30 wait
