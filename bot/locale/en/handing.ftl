### Cases that go from one mentor to another: handed over, given, left behind; and a candidate's wish for somebody else.
### Nobody is blamed, and everybody hears whose turn it is now.

command-mentor-leave = stop being a { -mentor }; first I show what becomes of your cases

do-leave-yes = Yes, I stop

case-line = - **#{ $number }** { $candidate }
cases-more = - … and { $count } more

## A mentor leaves

mentor-removed = { $mentor } isn't a { -mentor } any more. { $cases ->
    [0] No case was left behind.
    [one] Their case is looked after:
   *[other] Their { $cases } cases are looked after:
}
left-to-cover = - **#{ $number }** { $candidate } goes to { $mentor }, who covers for them.
left-to-pool = - **#{ $number }** { $candidate } goes to the pool, and all { -mentors } see it.
left-candidate = Your application #{ $number } is looking for another { -mentor }: { $mentor } isn't one any more. Nothing of yours is lost. All { -mentors } see it now, and you'll hear as soon as one claims it.
left-offered = #{ $number } is back in the pool: { $mentor }, who asked you to take it over, isn't a { -mentor } any more. Any { -mentor } can claim it now.
left-yours = { $mentor } isn't a { -mentor } any more. As you cover for them, { $count ->
    [one] this candidate is yours now, and knows it:
   *[other] these { $count } candidates are yours now, and know it:
}
leave-sure = Would you like to stop being a { -mentor }? { $cases ->
    [0] You mentor nobody just now.
    [one] Then this becomes of your case:
   *[other] Then this becomes of your { $cases } cases:
}
leave-asked = { $asked ->
    [one] One more case waits for your answer; that ends, too.
   *[other] { $asked } more cases wait for your answer; that ends, too.
} Where a candidate asked for you, I ask the next one.
left = You're not a { -mentor } any more. Thank you for the people you guided! { $cases ->
    [0] No case is left behind.
    [one] Your candidate knows who is next:
   *[other] Your candidates know who is next:
}

act-pass-to-cover = pass on
did-pass-to-cover = passed it on, as its { -mentor } left, to
did-mentor-left = put it back into the pool: its { -mentor } left

## A case is given, or offered

do-assign-anyway = Assign anyway
assign-sure = Are you sure that { $mentor } should mentor #{ $number }?
doubt-they-away = - { $mentor } is away until { $day }.
doubt-they-away-open = - { $mentor } isn't there just now.
doubt-they-full = - { $capacity ->
    [0] { $mentor } takes no new cases just now.
   *[other] { $mentor } mentors { $mentees } of { $capacity }: that would be { $over ->
        [one] one
       *[other] { $over }
    } too many.
}

remind-handover-receiver =
    { $mentor } would like you to take over { $candidate } (#{ $number }): I asked you { $ago }. Will you?
    Until you claim it, it stays theirs. A no helps, too: then they can ask somebody else.
remind-handover-receiver-line = - **#{ $number }** { $mentor } would like you to take over { $candidate }: I asked you { $ago }. Will you?
remind-handover-mentor =
    { $offered } hasn't answered yet whether they take over { $candidate } (#{ $number }); I asked them { $ago }.
    It's still yours, and they still can. If you don't want to wait, ask somebody else.
remind-handover-mentor-line = - **#{ $number }** { $offered } hasn't answered yet whether they take over { $candidate }: whom else could you ask?
rung-handover-receiver = a handover waits for an answer
rung-handover-mentor = a handover has no answer yet

## A candidate would like another mentor. The mentor hears nothing of it.

command-rematch = ask for another { -mentor }; yours doesn't hear of it
command-rematch-cancel = stay with the { -mentor } you have after all
command-rematch-keep = leave a candidate with their { -mentor }, with a reason

do-rematch-cancel = Keep my mentor
do-rematch-keep = Keep
do-pool = To the pool

rematch-asked =
    I've passed on that you'd like another { -mentor } for #{ $number }. { $who } decides whom you go on with; { $mentor } hears nothing of it.
    Until then { $mentor } stays your { -mentor }, and there's nothing you need to do.
rematch-say-more = If you'd like to say what would help you, add it: `!rematch` and your words. Only those who decide read them.
rematch-already = I've passed that on already, and it isn't decided yet. `!rematch` and your words adds something for those who decide.
rematch-nobody = No { -mentor } has your application just now, so there's none to change. `!status` shows where it stands.
rematch-not-applied = You have no application that is handed in, so there's no { -mentor } to change.
rematch-nobody-decides = { $mentor } is the only one who runs this programme just now, so there's nobody I could quietly ask. `!withdraw` ends your application; you can apply again later with all your answers.
rematch-none = You haven't asked for another { -mentor }, so there's nothing to take back.
rematch-back = All right: { $mentor } stays your { -mentor } for #{ $number }, and those who'd have decided know it. { $mentor } has heard nothing of it.
rematch-wish =
    { $candidate } (#{ $number }) would like another { -mentor } than { $mentor }, who doesn't know of it.
    It's your turn: give the case to somebody else, or back to the pool, or leave it where it is and say why.
rematch-words = > { $words }
rematch-how = Whatever you do, they hear no more than who has it next. A reason for leaving it goes to the candidate alone.
rematch-cancelled = { $candidate } would like to stay with { $mentor } after all (#{ $number }). There's nothing left for you to do.
rematch-settled = The wish of { $candidate } for another { -mentor } (#{ $number }) is settled. There's nothing left for you to do.
rematch-nothing = Nobody waits for a decision like that on #{ $number }.
rematch-kept = { $candidate } stays with { $mentor } (#{ $number }), and reads your reason. { $mentor } hears nothing of it.
rematch-keeps =
    { $by } has thought about your wish for another { -mentor } (#{ $number }) and asks you to go on with { $mentor } for now:
    > { $reason }
    { $mentor } has heard nothing of it. If it still doesn't work out, `!rematch` and your words brings it up again.
rematch-pool = Your application #{ $number } is looking for another { -mentor } now, as you wished. Nothing of yours is lost, and you'll hear as soon as somebody claims it.
skipped-next = All right: I've asked { $next } instead of { $mentor } for #{ $number }. Your application stands as it was.
skipped-pool = All right: #{ $number } doesn't wait for { $mentor } any more; it's open to all { -mentors }. You'll hear as soon as one claims it.

heard-rematch-lead = You asked for another { -mentor } for #{ $number }. It isn't decided yet, so I remind { $who }. There's nothing you need to do.
heard-rematch-coordinators = You asked for another { -mentor } for #{ $number }. It isn't decided yet, so those who run the programme hear of it now. There's nothing you need to do.
status-rematch = You asked for another { -mentor }; that is being decided, without them.
turn-rematch = { $candidate } would like another { -mentor }. It's your turn to decide; the { -mentor } doesn't know.

remind-rematch-lead = { $candidate } (#{ $number }) would like another { -mentor } than { $mentor }; they asked { $ago }. It's your turn to decide, and { $mentor } doesn't know.
remind-rematch-lead-line = - **#{ $number }** { $candidate } would like another { -mentor }; they asked { $ago }. It's your turn to decide.
remind-rematch-coordinators = { $candidate } (#{ $number }) would like another { -mentor } than { $mentor }; they asked { $ago }, and nobody has decided yet. { $mentor } doesn't know.
remind-rematch-coordinators-line = - **#{ $number }** { $candidate } would like another { -mentor }; they asked { $ago }, and nobody has decided yet.
rung-rematch-lead = the candidate would like another { -mentor }
rung-rematch-coordinators = the candidate would like another { -mentor }

act-skip = pass by the { -mentor } who was asked for
act-rematch = ask for another { -mentor } for
act-rematch-cancel = take back a wish about
act-rematch-keep = decide who mentors
did-skip = asked to be passed on from
did-rematch = would like another mentor than
did-rematch-cancel = would like to stay with
did-rematch-keep = left it with

## Many cases at once

command-handover-all = offer all your cases to a colleague
command-claim-all = take over everything that a colleague offered you
command-reassign = give a { -mentor }'s cases to another, or to the pool; first I show which

do-claim-all = Take all over
do-reassign-yes = Yes, do it

handover-yourself = They are yours already. Name a colleague.
handover-all-nothing = You mentor nobody whom { $mentor } could take over.
handover-all-offered = I've asked { $mentor } to take over { $count ->
    [one] your case
   *[other] your { $count } cases
}. Until they claim { $count ->
    [one] it, it stays
   *[other] them, they stay
} yours.
handover-all-own = - #{ $number } is their own application: that stays with you.
handover-all-asked = { $mentor } would like you to take over { $count ->
    [one] one candidate:
   *[other] { $count } candidates, all at once or one by one with `!claim N`:
}
handover-all-taken = { $mentor } took over { $count ->
    [one] this candidate
   *[other] these { $count } candidates
} of yours. Thank you for guiding them so far!
claim-all-nothing = Nothing that { $mentor } offered you waits for you. `!mentees` shows what does.
claim-all-sure = Are you sure that you want { $count ->
    [one] it?
   *[other] all { $count }?
}
claim-all-done = You now mentor { $count ->
    [one] one candidate more, and I'm telling them:
   *[other] { $count } candidates more, and I'm telling each of them:
}

reassign-preview = { $count ->
    [0] Nothing of { $from }'s can go to { $mentor }. Nothing is done:
    [one] This case of { $from }'s would go to { $mentor }. Nothing is done yet:
   *[other] These { $count } cases of { $from }'s would go to { $mentor }. Nothing is done yet:
}
reassign-preview-pool = { $count ->
    [0] Nothing of { $from }'s can go to the pool. Nothing is done:
    [one] This case of { $from }'s would go to the pool. Nothing is done yet:
   *[other] These { $count } cases of { $from }'s would go to the pool. Nothing is done yet:
}
reassign-changed = Something has changed since I showed it to you, so nothing is done. { $count ->
    [0] Nothing of { $from }'s can go to { $mentor } now:
    [one] This case of { $from }'s would go to { $mentor } now:
   *[other] These { $count } cases of { $from }'s would go to { $mentor } now:
}
reassign-changed-pool = Something has changed since I showed it to you, so nothing is done. { $count ->
    [0] Nothing of { $from }'s can go to the pool now:
    [one] This case of { $from }'s would go to the pool now:
   *[other] These { $count } cases of { $from }'s would go to the pool now:
}
reassign-line = - **#{ $number }** { $candidate } · { $state } · { $ago }
reassign-own = - **#{ $number }** { $candidate } · stays: it's the receiver's own application
reassign-yours = - **#{ $number }** { $candidate } · stays: it's your own application
reassign-elsewhere = - **#{ $number }** { $candidate } · stays: it isn't in your region
reassign-nothing = { $mentor } mentors nobody, so there's nothing to give away.
reassign-same = { $mentor } has these already. Name somebody else, or `pool`.
reassigned = { $count ->
    [one] One case of { $from }'s is
   *[other] { $count } cases of { $from }'s are
} with { $mentor } now. I'm telling both, and each candidate.
reassigned-pool = { $count ->
    [one] One case of { $from }'s is
   *[other] { $count } cases of { $from }'s are
} in the pool now. I'm telling them, and each candidate.
reassigned-left = { $count ->
    [one] One case stays where it is.
   *[other] { $count } cases stay where they are.
}
reassigned-from = { $by } gave { $count ->
    [one] this candidate
   *[other] these { $count } candidates
} of yours to { $mentor }. Thank you for guiding them so far! There's nothing left for you to do.
reassigned-from-pool = { $by } gave { $count ->
    [one] this candidate
   *[other] these { $count } candidates
} of yours back to the pool. Thank you for guiding them so far! There's nothing left for you to do.
reassigned-to = { $by } made you the { -mentor } of { $count ->
    [one] this candidate
   *[other] these { $count } candidates
}, whom { $from } guided so far. It's your turn now; if you can't, give a case back: `!release N`

## Somebody's account is gone

gone-held = { $person } is gone from { $platform }: their account was closed, or they were put out of the { -mentors }' room. This is what they were:
gone-mentor = - a { -mentor }, { $cases ->
    [0] with no case just now.
    [one] with one case. It is looked after:
   *[other] with { $cases } cases. They are looked after:
}
gone-to-cover = - **#{ $number }** goes to { $mentor }, who covers for them.
gone-to-pool = - **#{ $number }** goes to the pool, and all { -mentors } see it.
gone-sponsor = - a sponsor: `!role revoke sponsor { $identity }` ends that.
gone-coordinator = - a coordinator: `!role revoke coordinator { $identity }` ends that.
gone-lead = - the lead of { $region }: `!role revoke lead { $identity } { $region }` ends that.
candidate-gone = { $candidate }'s account on { $platform } was closed, so they can't be reached there any more (#{ $number }). Their application stays as it is; if they don't come back, close it kindly.
candidate-returned = { $candidate } is back on { $platform } (#{ $number }). Their application stands as it was.
returned-mentor = { $person } is back on { $platform }. They aren't a { -mentor } any more; `!mentor add { $identity } REGION` makes them one again.
act-gone = be gone from
act-returned = come back to
did-gone = is gone: their account was closed
did-returned = is back
do-notyet = Not yet
