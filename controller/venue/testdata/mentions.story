# Who mentions a song is answered where they asked: in the queue, or did you mean. Only from where the rule listens, and with their yes.
rules mentions.yaml
person ada ada-phone - location,social
person bea bea-phone - location
20:00 ask ada-phone "One More Time" app 0.95
> 20:00:00 song ada "One More Time" ""
> 20:00:00 reply ada-phone "In the queue at number {{dj.position}}."
> 20:00:00 done request ada song+reply
> 20:00:00 dropped meant ada not so: mention.song_match < 0.8
20:01 ask ada-phone "Around the World" mastodon 0.7
> 20:01:00 reply ada-phone "Did you mean Around the World?"
> 20:01:00 dropped request ada not so: mention.song_match >= 0.8
> 20:01:00 done meant ada reply
20:02 ask ada-phone "Aerodynamic" bluesky 1
20:03 ask ada-phone "mumble mumble" app 0
> 20:03:00 dropped request ada not so: mention.song_match >= 0.8
> 20:03:00 dropped meant ada not so: mention.song_match >= 0.6
20:04 ask bea-phone "One More Time" app 1
> 20:04:00 dropped request bea has not agreed to social
> 20:04:00 dropped meant bea not so: mention.song_match < 0.8
20:05 restart
20:05 settle delivered
