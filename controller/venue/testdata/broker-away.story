# While the broker is away nobody leaves; afterwards silence is believed again.
rules evening.yaml
person ada badge-1 token-ada location,push
09:00 stay badge-1 near bar 30s
> 08:01:00 light floor [] house
> 09:00:01 publish zone/bar {"people":1}
09:00:31 down
09:05 wait
09:05 up
09:05:05 wait
09:10 wait
> 09:05:10 publish zone/bar {"people":0}
> 09:05:10 visit ada bar 09:00:00-09:00:30
