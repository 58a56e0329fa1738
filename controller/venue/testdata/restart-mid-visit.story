# A restart in the middle of a visit tears nothing: what the sources had kept is lived through again in its own time.
rules evening.yaml
person ada badge-1 token-ada location,push
09:00 stay badge-1 near bar 1m
10:00 stay badge-1 near bar 1m
11:00 stay badge-1 near bar 30s
11:00:31 restart
11:00:32 down
11:00:32 backlog badge-1 near bar 40s
11:01:14 up
11:05 wait
