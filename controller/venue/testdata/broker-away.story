# While the broker is away nobody leaves; afterwards silence is believed again.
rules evening.yaml
person ada badge-1 token-ada location,push
09:00 stay badge-1 near bar 30s
09:00:31 down
09:05 wait
09:05 up
09:05:05 wait
09:10 wait
