# A stamp counts once for each sponsor, near the booth, and for who agreed; it survives a restart. Nobody's stamps are counted apart.
plan booths
rules stamps.yaml
person ada badge-1 token-ada location,push,sponsors
person bea badge-2 token-bea location,push
person eve badge-3 token-eve push,sponsors
staff dan badge-4 token-dan location,push,sponsors
# Near: stamped once, and not again, with the same id or another.
09:00 stay badge-1 near booth-1 40s
> 09:00:01 publish zone/booth-1 {"people":1}
09:00:42 stamp badge-1 at booth-1
> 09:00:42 push ada "1 of 8 stamps" "Acme: What is an anvil?"
> 09:00:42 done stamped ada push
09:00:43 stamp badge-1 at booth-1 09:00:42
> 09:00:43 dropped stamped ada not so: stamp.first
09:00:44 stamp badge-1 at booth-1 7c0d
> 09:00:44 dropped stamped ada not so: stamp.first
09:00:45 stamp badge-1 at booth-1 7c0d
# A minute after she left for another booth she is still near; three minutes after she is not, and may come back.
09:01 stay badge-1 near booth-2 50s
> 09:00:50 publish zone/booth-1 {"people":0}
> 09:00:50 visit ada booth-1 09:00:00-09:00:40
> 09:01:02 publish zone/booth-2 {"people":1}
> 09:01:30 staff "Two booths."
> 09:01:30 done two ada staff
09:02 stay badge-1 near booth-3 20s
> 09:02:03 publish zone/booth-2 {"people":0}
> 09:02:03 publish zone/booth-3 {"people":1}
> 09:02:03 visit ada booth-2 09:01:00-09:02:02
09:03 restart
> 09:02:48 publish zone/booth-3 {"people":0}
> 09:02:48 visit ada booth-3 09:02:02-09:02:20
09:03:10 stamp badge-1 at booth-2
> 09:03:10 staff "ada collects."
> 09:03:10 push ada "2 of 8 stamps" "booth-2: "
> 09:03:10 held any-stamp ada waits until Sat 09:08
> 09:03:10 done collects ada staff
> 09:03:10 done stamped ada push
09:05 stamp badge-1 at booth-3
> 09:05:00 dropped any-stamp ada not so: stamp.sponsor != "booth-3"
> 09:05:00 dropped stamped ada not so: stamp.near
09:06 stay badge-1 near booth-3 20s
> 09:06:01 publish zone/booth-3 {"people":1}
09:06:10 stamp badge-1 at booth-3
> 09:06:10 push ada "3 of 8 stamps" "booth-3: "
> 09:06:10 dropped any-stamp ada not so: stamp.sponsor != "booth-3"
> 09:06:10 done stamped ada push
# Who has not agreed to sponsors has no stamps; staff neither. Who is not followed is near nothing.
09:10 stamp badge-2 at booth-2
> 09:06:31 publish zone/booth-3 {"people":0}
> 09:06:31 visit ada booth-3 09:06:00-09:06:20
> 09:08:10 push ada "booth-2" "2 booths visited."
> 09:08:10 done any-stamp ada push
> 09:10:00 held any-stamp bea waits until Sat 09:15
> 09:10:00 dropped stamped bea not so: stamp.near
09:10:01 stamp badge-3 at booth-2
> 09:10:01 held any-stamp eve waits until Sat 09:15
> 09:10:01 dropped stamped eve not so: stamp.near
09:10:02 stamp badge-4 at booth-2
> 09:10:02 dropped any-stamp dan staff receive nothing
> 09:10:02 dropped stamped dan staff receive nothing
# What is nobody's is no story.
09:11 stamp badge-1 at hall
09:11:01 stamp badge-9 at booth-2 lost
09:12 renew cal badge-9 token-cal push
09:12:01 stamp badge-9 at booth-2 lost
> 09:12:01 held any-stamp cal waits until Sat 09:17
> 09:12:01 dropped stamped cal not so: stamp.near
09:13 restart
09:30 wait
> 09:15:00 push bea "booth-2" "0 booths visited."
> 09:15:00 done any-stamp bea push
> 09:15:01 push eve "booth-2" "0 booths visited."
> 09:15:01 done any-stamp eve push
> 09:17:01 push cal "booth-2" "0 booths visited."
> 09:17:01 done any-stamp cal push
