# Thirty minutes of dancing earn a kit at eight, through a restart, and not twice.
rules evening.yaml
person ada badge-1 token-ada location,push
19:50 stay badge-1 near floor 20m
20:30 stay badge-1 near floor 20m30s
21:30 restart
22:00 stay badge-1 near floor 1m
next-08:00 wait
next-08:01 restart
next-09:00 wait
