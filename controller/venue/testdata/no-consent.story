# Who has not agreed to be located is counted in the zone's total and followed nowhere; staff receive nothing.
rules evening.yaml
person eve badge-5 token-eve push
staff dan badge-4 token-dan location,push
09:00 stay badge-5 near bar 1m
10:00 stay badge-5 near bar 1m
11:00 stay badge-5 near bar 1m
11:30 wait
12:00 stay badge-4 near bar 1m
13:00 stay badge-4 near bar 1m
14:00 stay badge-4 near bar 1m
14:30 wait
