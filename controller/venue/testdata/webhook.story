# A service outside is told of ada, who agreed that others are told, and of bo only that somebody came; of a zone it is told without anybody; a channel that is stopped tells nothing, and a restart tells nothing twice.
rules webhook.yaml
person ada badge-1 token-ada location,sponsors
person bo badge-2 token-bo location
09:00 stay badge-1 near bar 20s
> 09:00:01 webhook crm rule.hot_lead {"rule":"hot-lead","title":"A hot lead","zone":"bar","person":"ada"}
> 09:00:01 webhook crm rule.hot_lead {"name":"ada","where":"bar"}
> 09:00:01 webhook crew rule.somebody {"rule":"somebody","title":"Somebody came","zone":"bar"}
> 09:00:01 publish zone/bar {"people":1}
> 09:00:01 done hot-lead ada webhook+webhook
> 09:00:01 done somebody ada webhook
09:05 stay badge-2 near bar 20s
> 09:00:31 publish zone/bar {"people":0}
> 09:00:31 visit ada bar 09:00:00-09:00:20
> 09:05:01 webhook crew rule.somebody {"rule":"somebody","title":"Somebody came","zone":"bar"}
> 09:05:01 publish zone/bar {"people":1}
> 09:05:01 dropped hot-lead bo has not agreed to sponsors
> 09:05:01 done somebody bo webhook
09:06 restart
> 09:05:31 publish zone/bar {"people":0}
> 09:05:31 visit bo bar 09:05:00-09:05:20
09:07 wait
09:10 stop channel:webhook
> 09:10:00 publish stops {"stops":[{"what":"channel:webhook","by":"page","at":"2026-05-09T09:10:00Z"}],"at":1778317800000}
09:11 stay badge-1 near bar 20s
> 09:11:01 publish zone/bar {"people":1}
> 09:11:01 dropped hot-lead ada webhook is stopped by the organizer at 09:10
> 09:11:01 dropped somebody ada webhook is stopped by the organizer at 09:10
09:15 go channel:webhook
> 09:11:31 publish zone/bar {"people":0}
> 09:11:31 visit ada bar 09:11:00-09:11:20
> 09:15:00 publish stops {"stops":[],"at":1778318100000}
> 09:15:00 publish zone/bar {"people":0}
> 09:15:00 publish zone/cafe {"people":0}
> 09:15:00 publish zone/floor {"people":0}
> 09:15:00 publish zone/hall {"people":0}
09:16 stay badge-1 near floor 20s
> 09:16:02 publish zone/floor {"people":1}
09:16:05 hear badge-2 near floor -50
09:16:06 hear badge-2 near floor -50
> 09:16:06 publish zone/floor {"people":2}
09:16:12 wait
> 09:16:06 webhook crew rule.full {"people":"2"}
> 09:16:06 done full webhook
