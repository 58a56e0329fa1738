# The floor shows colours from three people who agreed, and the house look when it has been empty.
rules evening.yaml
person ada badge-1 - location,lights #ff0000
person bea badge-2 - location,lights #00ff00
person cal badge-3 - location,lights #0000ff
person dot badge-4 - location #ffffff
staff eli badge-5 - location,lights #123456
20:00 stay badge-1 near floor 10s
20:00:11 stay badge-2 near floor 10s
20:00:22 stay badge-4 near floor 10s
20:00:33 stay badge-5 near floor 6s
20:00:40 stay badge-1 near floor 2s
20:00:43 stay badge-2 near floor 2s
20:00:46 stay badge-3 near floor 8s
20:05 wait
