### Being away, and looking after each other's cases. Whoever leaves must be able to let go; whoever waits hears when and by
### whom they are looked after, and never why somebody isn't there. A text with `-open` behind its name has no day.

command-away = say until when you're away
command-unavailable = say that you're away for a long time
command-back = say that you're back
command-cover-by = ask a colleague to look after your cases
command-cover-for = look after an absent colleague's cases
command-cover-decline = say no to looking after a colleague's cases

do-away = Away
do-away-week = Away for a week
do-away-yes = Yes, I'm away
do-unavailable-yes = Yes, I'm away
do-cover-by = Ask a colleague
do-cover-for = I'll look after them
do-cover-decline = I can't

## Going away

away-sure = Do you mean until **{ $day }**? Then nobody new is sent to you before, and what waits for your answer goes to others at once.
away = You're away from now until **{ $day }**. Enjoy!
unavailable-sure = Do you want to stay away until you say `!back`? Then nobody new is sent to you, and what waits for your answer goes to others at once. If you know a day, name it instead.
unavailable = You're away from now on, until you say `!back`. Nobody new is sent to you. Thank you for all you did!
away-sure-cover = I ask { $cover } to look after your cases meanwhile.
away-sure-no-cases = You mentor nobody just now, so there's nothing for { $cover } to look after.
left-passed = { $count ->
    [one] The application that waited for your answer goes to the next one now.
   *[other] The { $count } applications that waited for your answer go to the next ones now.
}
left-asked = { $count ->
    [one] Your case stays yours. I've asked { $cover } to look after it meanwhile.
   *[other] Your { $count } cases stay yours. I've asked { $cover } to look after them meanwhile.
}
left-covered = { $count ->
    [one] Your case stays yours, and { $cover } looks after it meanwhile.
   *[other] Your { $count } cases stay yours, and { $cover } looks after them meanwhile.
}
left-uncovered = { $count ->
    [one] Your case stays yours. No colleague is free to look after it, so I tell those who answer for its region.
   *[other] Your { $count } cases stay yours. No colleague is free to look after them, so I tell those who answer for their regions.
}
left-covering = You were there for the cases of { $mentors }, too: I look for somebody else.
left-back = You needn't do anything to be back: on that morning I tell you what happened. If you're back earlier, `!back` says so.
left-back-open = Once you're back, `!back` says so, and I tell you what happened.
absent-now = You're away until { $day }. Are you back earlier? Then `!back` says so.
absent-now-open = I take you to be away. Are you back? Then `!back` says so.

## To those whose application waited

passed-by-next = { $mentor } isn't there just now, so I've asked { $next }. Your application #{ $number } stands as it was.
passed-by-pool = { $mentor } isn't there just now, so your application #{ $number } is open to all { -mentors }. You'll hear as soon as one claims it.
asked-instead =
    { $candidate } would like { $mentor } as their { -mentor } (#{ $number }), who isn't there just now, so I ask you. Will you?
    They hear of your answer at once, whatever it is.
handover-away = { $mentor }, whom you asked to take #{ $number } over, isn't there just now. So it stays yours, and you can ask somebody else.

## Looking after each other's cases

cover-asked = { $mentor } is away until { $day }. Would you look after { $count ->
    [one] their case { $numbers }
   *[other] their { $count } cases { $numbers }
} meanwhile? You'd be reminded in their place, and could ask, take notes and say what is done; 👍 and all else wait for them. If you can't, somebody else is asked.
cover-asked-open = { $mentor } isn't there for a while. Would you look after { $count ->
    [one] their case { $numbers }
   *[other] their { $count } cases { $numbers }
} meanwhile? You'd be reminded in their place, and could ask, take notes and say what is done; 👍 and all else wait for them. If you can't, somebody else is asked.
covering = Thank you! You look after the cases of { $mentor } now, and I'm telling their candidates.
cover-until = It ends by itself on { $day }, or when they're back.
cover-until-open = It ends by itself when they're back.
cover-moved = { $mentor } is away until { $day } now. You look after their cases until then, or until they're back.
cover-moved-open = { $mentor } is away for longer now, and doesn't know until when. You look after their cases until they're back.
cover-how = I remind you as I would them. `!mentees` shows which cases these are.
cover-declined = All right, thanks for saying so: I ask somebody else to look after the cases of { $mentor }.
cover-found = { $cover } looks after your cases while you're away. Enjoy!
cover-replaced = { $cover } looks after the cases of { $mentor } from now on. Thank you for doing it so far; there's nothing left for you to do.
cover-passed-on = The cases of { $mentor } don't wait for your answer any more: others look after them. There's nothing left for you to do.
cover-withdrawn = { $mentor } needs nobody to look after their cases any more. There's nothing left for you to do.
cover-more = { $mentor } was given { $numbers } while they're away. You look after { $count ->
    [one] it
   *[other] them
} meanwhile, as after their others.
cover-ended = { $mentor } is there again, and their cases are theirs. Thank you for looking after them!
cover-candidate = Your { -mentor } { $mentor } is away until { $day }. Meanwhile your application #{ $number } is looked after by { $who }: nothing is lost, and there's nothing you need to do.
cover-candidate-open = Your { -mentor } { $mentor } is away for a while. Meanwhile your application #{ $number } is looked after by { $who }: nothing is lost, and there's nothing you need to do.
cover-missing = { $mentor } is away until { $day }, and no colleague could be found who looks after { $count ->
    [one] their case { $numbers }
   *[other] their { $count } cases { $numbers }
}. Until then please keep an eye on { $count ->
    [one] it: `!assign` gives it
   *[other] them: `!assign` gives one
} to somebody else.
cover-missing-open = { $mentor } isn't there for a while, and no colleague could be found who looks after { $count ->
    [one] their case { $numbers }
   *[other] their { $count } cases { $numbers }
}. Please keep an eye on { $count ->
    [one] it: `!assign` gives it
   *[other] them: `!assign` gives one
} to somebody else.
cover-missing-room = { $count ->
    [one] { $numbers } needs eyes until { $day }: its { -mentor } isn't there
   *[other] { $numbers } need eyes until { $day }: their { -mentor } isn't there
}, and no colleague could be found. Who sees to it?
cover-missing-room-open = { $count ->
    [one] { $numbers } needs eyes: its { -mentor } isn't there
   *[other] { $numbers } need eyes: their { -mentor } isn't there
}, and no colleague could be found. Who sees to it?
those-who-run = those who run the programme

cover-yourself = You can't look after your own cases while you're away. Name somebody else.
cover-whom = Whom shall I ask? Write their name behind `cover`, for example `cover @bo`.
cover-not-there = { $mentor } isn't there just now. Name somebody else.
cover-theirs = { $mentor } looks after your cases already.
cover-yours = You look after the cases of { $mentor } already.
cover-over = { $mentor } is there again, so there's nothing to look after any more. Thank you all the same!
cover-not-asked = You aren't asked to look after the cases of { $mentor } just now. Thank you all the same!
cover-first-away = You're there, so your cases need nobody else. Say first until when you're away.
cover-no-cases = You mentor nobody at the moment, so there's nothing to look after.
cover-asked-already = I've asked { $cover } already, and they haven't answered yet.

mentees-covered = **Meanwhile you look after, for { $mentor }:**

## Reminders to whoever is there instead

remind-mentoring-idle-instead = How does it go on with { $candidate } (#{ $number })? The last step I know of was { $ago }.
remind-mentoring-idle-instead-line = - **#{ $number }** { $candidate }: how does it go on? The last step I know of was { $ago }.
remind-question-mentor-instead = { $candidate } (#{ $number }) hasn't answered yet what they were asked { $ago }. You could try to reach them another way.
remind-question-mentor-instead-line = - **#{ $number }** { $candidate } hasn't answered yet what they were asked { $ago }.
remind-question-idle-instead = { $candidate } (#{ $number }) hasn't answered what they were asked { $ago }. How does it go on?
remind-question-idle-instead-line = - **#{ $number }** { $candidate } hasn't answered what they were asked { $ago }. How does it go on?
remind-instead = I ask you because { $mentor } isn't there, and you look after it. If you've done something since, just say so.
remind-uncovered = I ask you because { $mentor } isn't there, and nobody looks after it.
coordinators-uncovered = #{ $number } ({ $region }) has been quiet for long. Its { -mentor } isn't there, and nobody looks after it. Who could?
continues-instead = { $candidate } would still like to go on with #{ $number }. Their { -mentor } isn't there: could you agree on a next step with them?

## Coming back

back = Welcome back! You can be chosen and asked again.
back-full = Welcome back! You have no free place, so nobody new is sent to you: `!capacity` changes that.
back-already = As far as I know you weren't away, so there's nothing to change.
back-told = Welcome back! You can be chosen and asked again, and nobody looks after your cases but you.
meanwhile-nothing = Nothing happened in your cases meanwhile.
meanwhile-case = - **#{ $number }** { $candidate }:
meanwhile-step = - { $day } · { $actor } { $act }
meanwhile-step-whom = - { $day } · { $actor } { $act } { $whom }
meanwhile-theirs = - **#{ $number }** { $candidate } · { $mentor } mentors it now
meanwhile-asked = - **#{ $number }** { $candidate } · { $mentor } was asked
meanwhile-stands = - **#{ $number }** { $candidate } · { $state }
meanwhile-more = - … and { $count } more
meanwhile-waits = It's your turn: { $numbers }.

silent = I take it that you're away, as { $count ->
    [one] a reminder was
   *[other] { $count } reminders in a row were
} left without an answer. That's all right: nobody new is sent to you, and one tap brings you back.

act-ask-cover = ask for a cover of
act-cover = look after
act-uncovered = look for a cover of
did-ask-cover = sought somebody for the time its { -mentor } is away, and asked
did-cover = looks after it while its { -mentor } is away
did-uncovered = told those who answer for the region that nobody looks after it
