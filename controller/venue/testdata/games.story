# Points, labels given by rules and messages to the broker: each once, told in order, and kept over a restart.
rules games.yaml
person ada badge-1 token-ada location,push
person bea badge-2 token-bea location
09:00 stay badge-1 near bar 20s
> 09:00:01 points ada bar-quiz 10
> 09:00:01 push ada "Ten points" "You have 10."
> 09:00:01 publish zone/bar {"people":1}
> 09:00:01 publish game/bar-quiz {"players":1,"points":10}
> 09:00:01 done at-the-bar ada points+push
09:10 restart
> 09:00:31 publish zone/bar {"people":0}
> 09:00:31 visit ada bar 09:00:00-09:00:20
09:20 stay badge-1 near bar 20s
> 09:20:01 points ada bar-quiz 10
> 09:20:01 push ada "Ten points" "You have 20."
> 09:20:01 publish show/vip {"who":"ada"}
> 09:20:01 staff "ada is a host."
> 09:20:01 publish zone/bar {"people":1}
> 09:20:01 publish game/bar-quiz {"players":1,"points":20}
> 09:20:01 done at-the-bar ada points+push
> 09:20:01 done champion ada label
> 09:20:01 done vip ada label+mqtt
> 09:20:01 done host ada staff
# What is on its way waits through a restart until it is settled.
09:21 restart
> 09:20:31 publish zone/bar {"people":0}
> 09:20:31 visit ada bar 09:20:00-09:20:20
09:22 settle delivered
# The push that is refused takes no points back, and the rule has acted.
09:30 stay badge-1 near bar 20s
> 09:30:01 points ada bar-quiz 10
> 09:30:01 push ada "Ten points" "You have 30."
> 09:30:01 publish zone/bar {"people":1}
> 09:30:01 publish game/bar-quiz {"players":1,"points":30}
> 09:30:01 done at-the-bar ada points+push
09:31 settle refused
> 09:30:31 publish zone/bar {"people":0}
> 09:30:31 visit ada bar 09:30:00-09:30:20
09:40 stay badge-1 near bar 20s
> 09:40:01 publish zone/bar {"people":1}
> 09:40:01 dropped at-the-bar ada the limit for one person is reached
# Without consent to push there are points all the same.
09:50 stay badge-2 near bar 20s
> 09:40:31 publish zone/bar {"people":0}
> 09:40:31 visit ada bar 09:40:00-09:40:20
> 09:50:01 points bea bar-quiz 10
> 09:50:01 publish zone/bar {"people":1}
> 09:50:01 publish game/bar-quiz {"players":2,"points":40}
> 09:50:01 done at-the-bar bea points push left out: has not agreed to push
# No crown, no points for it.
10:00 stay badge-1 near cafe 20s
> 09:50:31 publish zone/bar {"people":0}
> 09:50:31 visit bea bar 09:50:00-09:50:20
> 10:00:02 points ada crowns 5
> 10:00:02 reward ada crown 1
> 10:00:02 publish zone/cafe {"people":1}
> 10:00:02 publish game/crowns {"players":1,"points":5}
> 10:00:02 done crown ada points+reward
> 10:00:02 code 1 reserved ada
> 10:00:02 code 1 given ada
10:10 stay badge-1 near cafe 20s
> 10:00:31 publish zone/cafe {"people":0}
> 10:00:31 visit ada cafe 10:00:00-10:00:20
> 10:10:01 publish zone/cafe {"people":1}
> 10:10:01 dropped crown ada points nothing of crown is left
