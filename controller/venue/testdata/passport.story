# Eight sponsors, one stamp each, put ada in the draw, as the organizer's example has it; bea has not agreed to sponsors, eve is not followed, dan hears no push.
plan booths
rules passport.yaml
person ada badge-1 token-ada location,push,sponsors
person bea badge-2 token-bea location,push
person eve badge-3 token-eve push,sponsors
person dan badge-4 token-dan location,sponsors
09:00 stay badge-1 near booth-1 20s
> 09:00:01 publish zone/booth-1 {"people":1}
09:00:22 stamp badge-1 at booth-1 ada-1
> 09:00:22 points ada sponsor-passport 10
> 09:00:22 push ada "1 of 8 stamps" "Acme: What is an anvil?"
> 09:00:22 publish game/sponsor-passport {"players":1,"points":10}
> 09:00:22 done passport-stamp ada points+push
09:50 stay badge-1 near booth-2 20s
> 09:00:31 publish zone/booth-1 {"people":0}
> 09:00:31 visit ada booth-1 09:00:00-09:00:20
> 09:50:02 publish zone/booth-2 {"people":1}
09:50:22 stamp badge-1 at booth-2 ada-2
> 09:50:22 points ada sponsor-passport 10
> 09:50:22 push ada "2 of 8 stamps" "booth-2: "
> 09:50:22 publish game/sponsor-passport {"players":1,"points":20}
> 09:50:22 done passport-stamp ada points+push
10:40 stay badge-1 near booth-3 20s
> 09:50:31 publish zone/booth-2 {"people":0}
> 09:50:31 visit ada booth-2 09:50:00-09:50:20
> 10:40:02 publish zone/booth-3 {"people":1}
10:40:22 stamp badge-1 at booth-3 ada-3
> 10:40:22 points ada sponsor-passport 10
> 10:40:22 push ada "3 of 8 stamps" "booth-3: "
> 10:40:22 publish game/sponsor-passport {"players":1,"points":30}
> 10:40:22 done passport-stamp ada points+push
11:30 stay badge-1 near booth-4 20s
> 10:40:31 publish zone/booth-3 {"people":0}
> 10:40:31 visit ada booth-3 10:40:00-10:40:20
> 11:30:02 publish zone/booth-4 {"people":1}
11:30:22 stamp badge-1 at booth-4 ada-4
> 11:30:22 points ada sponsor-passport 10
> 11:30:22 push ada "4 of 8 stamps" "booth-4: "
> 11:30:22 publish game/sponsor-passport {"players":1,"points":40}
> 11:30:22 done passport-stamp ada points+push
# The same id again is nothing; another id at the same booth is no second stamp; a restart forgets neither.
11:50 restart
> 11:30:31 publish zone/booth-4 {"people":0}
> 11:30:31 visit ada booth-4 11:30:00-11:30:20
11:51 stamp badge-1 at booth-4 ada-4
11:52 stay badge-1 near booth-4 20s
> 11:52:01 publish zone/booth-4 {"people":1}
11:52:21 stamp badge-1 at booth-4 ada-again
> 11:52:21 dropped passport-stamp ada not so: stamp.first
# Far from the booth it does not count, and may be had later.
11:52:30 stamp badge-1 at booth-5 ada-far
> 11:52:30 dropped passport-stamp ada not so: stamp.near
12:20 stay badge-1 near booth-5 20s
> 11:52:31 publish zone/booth-4 {"people":0}
> 11:52:31 visit ada booth-4 11:52:00-11:52:20
> 12:20:02 publish zone/booth-5 {"people":1}
12:20:22 stamp badge-1 at booth-5 ada-5
> 12:20:22 points ada sponsor-passport 10
> 12:20:22 push ada "5 of 8 stamps" "booth-5: "
> 12:20:22 publish game/sponsor-passport {"players":1,"points":50}
> 12:20:22 done passport-stamp ada points+push
12:30 stay badge-1 near booth-6 20s
> 12:20:31 publish zone/booth-5 {"people":0}
> 12:20:31 visit ada booth-5 12:20:00-12:20:20
> 12:30:02 publish zone/booth-6 {"people":1}
12:30:22 stamp badge-1 at booth-6 ada-6
> 12:30:22 points ada sponsor-passport 10
> 12:30:22 publish game/sponsor-passport {"players":1,"points":60}
> 12:30:22 done passport-stamp ada points push left out: over the cap 1 push per 45m
12:40 stay badge-1 near booth-7 20s
> 12:30:31 publish zone/booth-6 {"people":0}
> 12:30:31 visit ada booth-6 12:30:00-12:30:20
> 12:40:02 publish zone/booth-7 {"people":1}
12:40:22 stamp badge-1 at booth-7 ada-7
> 12:40:22 points ada sponsor-passport 10
> 12:40:22 publish game/sponsor-passport {"players":1,"points":70}
> 12:40:22 done passport-stamp ada points push left out: over the cap 1 push per 45m
12:50 stay badge-1 near booth-8 20s
> 12:40:31 publish zone/booth-7 {"people":0}
> 12:40:31 visit ada booth-7 12:40:00-12:40:20
> 12:50:02 publish zone/booth-8 {"people":1}
12:50:22 stamp badge-1 at booth-8 ada-8
> 12:50:22 reward ada passport-prize RJSWA-S6M4L-QDR3I-75EHQ
> 12:50:22 points ada sponsor-passport 10
> 12:50:22 publish game/sponsor-passport {"players":1,"points":80}
> 12:50:22 done passport-done ada reward push left out: over the cap 1 push per 45m
> 12:50:22 done passport-stamp ada points push left out: over the cap 1 push per 45m
> 12:50:22 code RJSWA-S6M4L-QDR3I-75EHQ reserved ada
> 12:50:22 code RJSWA-S6M4L-QDR3I-75EHQ given ada
# Bea's stamp leaves no trace. Eve is near nothing, as nothing is known. Dan has points, and no push.
13:00 stay badge-2 near booth-1 20s
> 12:50:31 publish zone/booth-8 {"people":0}
> 12:50:31 visit ada booth-8 12:50:00-12:50:20
> 13:00:01 publish zone/booth-1 {"people":1}
13:00:21 stamp badge-2 at booth-1 bea-1
> 13:00:21 dropped passport-stamp bea has not agreed to sponsors
13:00:22 stamp badge-3 at booth-1 eve-1
> 13:00:22 dropped passport-stamp eve not so: stamp.near
13:01 stay badge-4 near booth-1 20s
> 13:00:31 publish zone/booth-1 {"people":0}
> 13:00:31 visit bea booth-1 13:00:00-13:00:20
> 13:01:01 publish zone/booth-1 {"people":1}
13:01:21 stamp badge-4 at booth-1 dan-1
> 13:01:21 points dan sponsor-passport 10
> 13:01:21 publish game/sponsor-passport {"players":2,"points":90}
> 13:01:21 done passport-stamp dan points push left out: has not agreed to push
13:02 restart
> 13:01:31 publish zone/booth-1 {"people":0}
> 13:01:31 visit dan booth-1 13:01:00-13:01:20
13:02 stamp badge-4 at booth-1 dan-2
> 13:02:00 dropped passport-stamp dan not so: stamp.first
