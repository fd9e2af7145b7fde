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
    [one] One case more waits for your answer; that ends, too.
   *[other] { $asked } cases more wait for your answer; that ends, too.
} Where a candidate asked for you, I ask the next one.
left = You're not a { -mentor } any more. Thank you for the people you guided! { $cases ->
    [0] No case is left behind.
    [one] Your candidate knows who is next:
   *[other] Your candidates know who is next:
}
cover-left = { $cover }, who covers for you while you're away, isn't a { -mentor } any more. { $mentees ->
    [0] No case of yours waits for it.
   *[other] I've told those who answer for your region, so that your candidates don't wait.
}
cover-left-lead = { $cover }, who covered for { $mentor }, isn't a { -mentor } any more, and { $mentor } is away. { $mentees ->
    [one] One case of theirs has
   *[other] { $mentees } cases of theirs have
} nobody who looks after it now. Whom could you ask?

act-pass-to-cover = pass on
did-pass-to-cover = passed it on, as its { -mentor } left, to
did-mentor-left = put it back into the pool: its { -mentor } left

## A case is given, or offered

do-assign-anyway = Assign anyway
assign-sure = Are you sure that { $mentor } should mentor #{ $number }?
doubt-they-away = - { $mentor } is away until { $day }.
doubt-they-absent = - { $mentor } isn't there just now.
doubt-they-full = - { $mentor } mentors { $mentees } of { $capacity }: that would be { $over ->
    [one] one
   *[other] { $over }
} too many.

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
