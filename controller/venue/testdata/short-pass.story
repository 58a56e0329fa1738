# A twenty second pass by the bar is a visit of no account: silence is not presence.
rules evening.yaml
person bo badge-2 token-bo location,push
09:00 stay badge-2 near bar 20s
09:20 stay badge-2 near bar 20s
09:40 stay badge-2 near bar 20s
09:50 wait
