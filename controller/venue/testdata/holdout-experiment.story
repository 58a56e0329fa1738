# Who is held out is in the holdout from when they would have been told, and in no wording; what the rule does beside the push, it does. In quiet hours all wait alike.
rules holdout-trial.yaml
person ada badge-1 token-ada location,push
person bea badge-2 token-bea location,push
person dot badge-4 token-dot location,push
person eva badge-5 token-eva location
09:00 stay badge-1 near bar 40s
> 09:00:01 publish zone/bar {"people":1}
> 09:00:30 dropped gift ada held out: gets no push, so that its effect can be measured
09:10 stay badge-2 near bar 40s
> 09:00:50 publish zone/bar {"people":0}
> 09:00:50 visit ada bar 09:00:00-09:00:40
> 09:10:01 publish zone/bar {"people":1}
> 09:10:30 reward bea gift AAA-1
> 09:10:30 push bea "For you" "Show AAA-1."
> 09:10:30 done gift bea reward+push as b
> 09:10:30 code AAA-1 reserved bea
09:20 stay badge-5 near bar 40s
> 09:10:50 publish zone/bar {"people":0}
> 09:10:50 visit bea bar 09:10:00-09:10:40
> 09:20:01 publish zone/bar {"people":1}
> 09:20:30 dropped gift eva has not agreed to push
09:21 trials
> 09:20:50 publish zone/bar {"people":0}
> 09:20:50 visit eva bar 09:20:00-09:20:40
> exposed ada to policy.holdout|story held at 09:00:30
> exposed bea to wording b at 09:10:30
> exposed bea to policy.holdout|story told at 09:10:30
> policy.holdout|story: held 1 shown 0 judged 0 succeeded, told 1 shown 0 judged 0 succeeded
> wording: a 0 shown 0 judged 0 succeeded, b 1 shown 0 judged 0 succeeded
09:30 stay badge-1 near cafe 40s
> 09:30:02 publish zone/cafe {"people":1}
10:00 stay badge-1 near hall 40s
> 09:30:50 publish zone/cafe {"people":0}
> 09:30:50 visit ada cafe 09:30:00-09:30:40
> 10:00:02 publish zone/hall {"people":1}
> 10:00:30 staff "ada is in the hall."
> 10:00:30 done hall ada staff push left out: held out: gets no push, so that its effect can be measured
10:10 restart
> 10:00:50 publish zone/hall {"people":0}
> 10:00:50 visit ada hall 10:00:00-10:00:40
10:11 trials
> exposed ada to policy.holdout|story held at 09:00:30, succeeded at 09:30:30
> exposed bea to wording b at 09:10:30
> exposed bea to policy.holdout|story told at 09:10:30
> policy.holdout|story: held 1 shown 1 judged 1 succeeded, told 1 shown 1 judged 0 succeeded
> wording: a 0 shown 0 judged 0 succeeded, b 1 shown 1 judged 0 succeeded
22:30 stay badge-4 near hall 40s
> 22:30:01 publish zone/hall {"people":1}
> 22:30:30 held hall dot quiet hours until Sat 23:00
22:35 trials
> 22:30:50 publish zone/hall {"people":0}
> 22:30:50 visit dot hall 22:30:00-22:30:40
> exposed ada to policy.holdout|story held at 09:00:30, succeeded at 09:30:30
> exposed bea to wording b at 09:10:30
> exposed bea to policy.holdout|story told at 09:10:30
> policy.holdout|story: held 1 shown 1 judged 1 succeeded, told 1 shown 1 judged 0 succeeded
> wording: a 0 shown 0 judged 0 succeeded, b 1 shown 1 judged 0 succeeded
23:01 wait
> 23:00:00 staff "dot is in the hall."
> 23:00:00 done hall dot staff push left out: held out: gets no push, so that its effect can be measured
23:01 trials
> exposed ada to policy.holdout|story held at 09:00:30, succeeded at 09:30:30
> exposed bea to wording b at 09:10:30
> exposed bea to policy.holdout|story told at 09:10:30
> exposed dot to policy.holdout|story held at 23:00:00
> policy.holdout|story: held 2 shown 1 judged 1 succeeded, told 1 shown 1 judged 0 succeeded
> wording: a 0 shown 0 judged 0 succeeded, b 1 shown 1 judged 0 succeeded
