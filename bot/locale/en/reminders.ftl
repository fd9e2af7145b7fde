### Waiting: reminders, what candidates hear meanwhile, and putting things off. A mentor reads these between two meetings,
### a candidate with a beating heart: nobody is blamed, and every text says whose turn it is.

command-snooze = be reminded of a case later
command-done = say that the next step with a candidate is done
command-continue = say that you'd still like to go on with your application

do-not-me = Not me
do-done = Done
do-continue = I'd like to go on
do-assign = Assign
do-handover = Hand on
do-snooze = Later
do-snooze-tomorrow = Remind me tomorrow
do-snooze-week = Remind me next week

## To whoever is waited for

remind-application-mentor =
    { $candidate } hopes to have you as their { -mentor } (#{ $number }): I asked you { $ago }. Will you?
    A no helps, too: then the next one is asked at once.
remind-application-mentor-line = - **#{ $number }** { $candidate } hopes to have you as their { -mentor }: I asked you { $ago }. Will you?
remind-application-pool = Nobody has claimed { $candidate } (#{ $number }) yet; the application came in { $ago }. It's in your region: whom could you ask?
remind-application-pool-line = - **#{ $number }** { $candidate } came in { $ago }, and nobody has claimed it. Whom could you ask?
remind-application-coordinators = Nobody has claimed { $candidate } (#{ $number }) yet; the application came in { $ago }. It's the { -coordinators }' turn: who could take it?
remind-application-coordinators-line = - **#{ $number }** { $candidate } came in { $ago }, and nobody has claimed it. Who could take it?
remind-mentoring-idle =
    How does it go on with { $candidate } (#{ $number })? The last step I know of was { $ago }.
    If you've done something since, just say so. If you can't go on, give it back or to a colleague: nobody minds.
remind-mentoring-idle-line = - **#{ $number }** { $candidate }: how does it go on? The last step I know of was { $ago }.
remind-mentoring-idle-candidate = It has been quiet around your application #{ $number }: the last step I know of was { $ago }. Would you still like to go on? Then say so: { $mentor } hears it at once, and agrees on the next step with you.
remind-mentoring-idle-candidate-line = - **#{ $number }** Your own application: the last step was { $ago }. Would you still like to go on? `!continue` tells { $mentor }.
remind-question-candidate = A question about your application #{ $number } waits for your answer; it was asked { $ago }. `!answer` shows it again.
remind-question-candidate-line = - **#{ $number }** Your own application: a question of { $ago } waits for your answer.
remind-question-mentor = { $candidate } (#{ $number }) hasn't answered yet what they were asked { $ago }. You could try to reach them another way.
remind-question-mentor-line = - **#{ $number }** { $candidate } hasn't answered yet what they were asked { $ago }.
remind-question-idle =
    { $candidate } (#{ $number }) hasn't answered what they were asked { $ago }. How does it go on?
    If you've heard from them elsewhere, just say so. If you can't go on, give it back or to a colleague: nobody minds.
remind-question-idle-line = - **#{ $number }** { $candidate } hasn't answered what they were asked { $ago }. How does it go on?
remind-question-idle-candidate = A question about your application #{ $number } has waited for you since it was asked { $ago }. Would you still like to go on? Then answer it: `!answer` shows it again.
remind-question-idle-candidate-line = - **#{ $number }** Your own application: a question of { $ago } waits for you. Would you still like to go on?
remind-passes = If nothing happens, somebody else is asked on { $when }.
remind-lapses = If nothing happens, it's closed on { $when }.
remind-thumbs-up-sponsor = { $candidate } (#{ $number }) got the 👍 { $ago } and waits for the last step. Will you sponsor them?
remind-thumbs-up-sponsor-line = - **#{ $number }** { $candidate } got the 👍 { $ago }. Will you sponsor them?
remind-thumbs-up-coordinators = { $candidate } (#{ $number }) got the 👍 { $ago }, and nobody has sponsored them yet. Could you see to it?
remind-thumbs-up-coordinators-line = - **#{ $number }** { $candidate } got the 👍 { $ago }, and nobody has sponsored them yet.
remind-draft-candidate = Your application isn't sent yet. You last wrote on it { $ago }, and everything is kept: `!apply` goes on where you stopped.
remind-draft-candidate-line = - **#{ $number }** Your own application isn't sent yet: `!apply` goes on where you stopped.
remind-later = You wanted to be reminded of { $candidate } (#{ $number }). It is { $state }.
remind-later-line = - **#{ $number }** { $candidate }: you wanted to be reminded. It is { $state }.
remind-discards = It's kept until { $when }.
remind-several = **{ $count } things wait for you:**
remind-several-how = For everything else give the number: `!case { $number }` shows what there is, `!snooze { $number } tomorrow` puts one off.
remind-more = - … and { $count } more

passed-on = I've passed { $candidate } (#{ $number }) on, so that they needn't wait any longer. There's nothing left for you to do.

## To all who run the programme, in their room: nobody's name

coordinators-application = #{ $number } ({ $region }) came in { $ago }, and nobody has claimed it yet. Who could take it?
coordinators-thumbs-up = #{ $number } ({ $region }) got its 👍 { $ago }, and isn't sponsored yet. Who sees to it?

## To the candidate, where their case stands

heard-mentor = Your application #{ $number } is with { $mentor }, who hasn't answered yet, so I'm asking once more. It's their turn; there's nothing you need to do.
heard-mentor-later = Your application #{ $number } is with { $mentor }, who hasn't answered yet. It's their turn; there's nothing you need to do.
waited-next = { $mentor } hasn't answered yet, so I've asked { $next } now. Your application #{ $number } stands as it was.
waited-pool = { $mentor } hasn't answered yet, so your application #{ $number } is open to all { -mentors } now. You'll hear as soon as one claims it.
heard-pool = Nobody has claimed your application #{ $number } yet, so I've put it before all { -mentors } once more. It's their turn; there's nothing you need to do.
heard-coordinators-application = Your application #{ $number } has waited longer than it should, and I'm sorry. I've told those who run the programme, and it's their turn now.
heard-coordinators-thumbs-up = Your application #{ $number } has waited for its last step longer than it should, and I'm sorry. I've told those who run the programme, so that they see to it.
heard-sponsor = Your application #{ $number } waits for its last step, the sponsoring, so I've sent a reminder. You have the 👍, and there's nothing you need to do.
heard-sponsor-later = Your application #{ $number } waits for its last step, the sponsoring. You have the 👍, and there's nothing you need to do.
heard-question = The question about your application #{ $number } is still open, and { $mentor } { $count ->
    [one] knows
   *[other] know
} it. That's all right: `!answer` shows it again whenever you're ready.
heard-again = If nothing happens before, you'll hear from me again on { $next }, your time.

lapsed-candidate = Your application #{ $number } is closed for now, after a long silence. Nothing of yours is lost: `!apply` brings your answers back whenever you like.
lapsed-mentor = { $candidate } (#{ $number }) lapsed after a long silence, and they know. They can apply again with all their answers.
lapsed-reopen = If it should go on now, `!reopen { $number }` puts it back into the pool.
lapsed-offered = { $candidate } (#{ $number }), whom you were asked to take over, lapsed after a long silence. There's nothing left for you to do.
draft-too-old = Your application wasn't sent for a long time, so I've deleted the draft. You're welcome to begin again any time: `!apply`

## Putting off, and going on

snoozed = All right: I'll remind you of { $candidate } (#{ $number }) on { $when }.
snoozed-mentoring = It can't lapse before then.
snoozed-meanwhile = It goes on without you meanwhile: on { $when }, { $what }.
not-a-later = “{ $typed }” isn't a time I can read. Write `tomorrow`, `next week`, `friday`, `in 3 days` or a date, for example `until { $example }`.
later-too-far = That's too far off, as somebody waits. { $most } days are the most: `until { $example }`.
done = Noted: you've gone on with { $candidate } (#{ $number }). Thank you!
done-until = If nothing else happens, I ask again on { $when }.
continues = Good to hear! I've told { $mentor }, and it's their turn: they agree on the next step of #{ $number } with you.
continues-anyway = Your application #{ $number } goes on with { $mentor } as it is.
continues-mentor =
    { $candidate } would still like to go on with #{ $number }. It's your turn: agree on a next step with them.
    Once you have, just say so. If you can't go on, give it back: nobody minds.
continue-answers = A question waits for your answer: that's the next step.
nothing-to-continue = You have no application that a { -mentor } has taken on, so there's nothing to go on with yet.

## In a case's history, and what comes next

act-remind = send reminders of
act-snooze = put off
act-done = go on with
act-go-on = say that they'd like to go on with
did-remind = reminded
did-snooze = put it off
did-done = went on with it
did-go-on = would still like to go on
platform-clock = clock
case-entry-rung = > { $why }
case-entry-until = > until { $until }
rung-application-mentor = the application waits for an answer
rung-application-pool = nobody has claimed it yet
rung-application-coordinators = nobody has claimed it yet
rung-mentoring-idle = nothing has happened for a while
rung-question-candidate = a question waits for an answer
rung-question-mentor = a question has no answer yet
rung-question-idle = a question has had no answer for a while
rung-thumbs-up-sponsor = it waits for sponsoring
rung-thumbs-up-coordinators = it isn't sponsored yet
rung-draft-candidate = the draft isn't sent yet
rung-later = they wanted to be reminded

case-coming = **If nothing happens**
case-rung = - { $when } · { $what }
coming-application-mentor = the { -mentor } who was asked is reminded
coming-application-next-choice = the next choice is asked, or all { -mentors }
coming-application-pool = all { -mentors } and the region's lead hear of it
coming-application-coordinators = those who run the programme hear of it
coming-mentoring-idle = { -mentor } and candidate are asked how it goes on
coming-mentoring-lapse = it lapses
coming-question-candidate = the candidate is reminded of the question
coming-question-mentor = the { -mentor } hears that there's no answer yet
coming-question-idle = { -mentor } and candidate are asked how it goes on
coming-question-lapse = it lapses
coming-thumbs-up-sponsor = whoever may sponsor is reminded
coming-thumbs-up-coordinators = those who run the programme hear of it
coming-draft-candidate = the candidate is reminded of the draft
coming-draft-discard = the draft is deleted

## "Not me"

form-decline-gone = That form isn't open any more, so nothing was changed.
form-decline-title = Not me
form-decline-intro = All right! Three short questions, and only the first needs an answer. As soon as you send it, somebody else is asked.
form-decline-kept = Here are your answers so far.
form-decline-again = Here's where you stopped.
form-decline-intro-whole = All right! Only the first one needs an answer. As soon as you send it, somebody else is asked.
form-decline-kept-whole = Here are your answers so far.
form-decline-again-whole = Here are your answers so far.
form-decline-offer = Three short questions, and somebody else is asked.
form-decline-cancelled = Stopped. Nothing has changed, so it's still your turn.
field-decline-reason = Why not
field-decline-away-until = Away until
field-decline-colleague = Who could instead
ask-decline-reason = Why can't you take this one on? Other { -mentors } read it on the case; the candidate doesn't.
ask-decline-away-until = Are you away for a while? Then write the day on which you're back, such as `friday`, `7 January` or `in two weeks`, and nobody is sent to you before.
ask-decline-colleague = Which { -mentor } would suit instead? They're asked at once.
option-colleague = { $places ->
    [0] no place free
    [one] one free place
   *[other] { $places } free places
}
suggest-yourself = You've just said no yourself. Name somebody else, or nobody.
suggest-no-mentor = { $mentor } isn't a { -mentor }, so they can't be asked. Name somebody else, or nobody.
suggest-away = { $mentor } is away until { $day }. Name somebody else, or nobody.
suggest-away-open = { $mentor } isn't there just now. Name somebody else, or nobody.
suggest-declined = { $mentor } has said no to this one already. Name somebody else, or nobody.
decline-about = It's about { $candidate } (#{ $number }).
decline-over = #{ $number } doesn't wait for your answer any more, so there's nothing left for you to do.
decline-away = You're away from now until { $day }.
asked-suggested =
    { $candidate } looks for a { -mentor } (#{ $number }). { $mentor } can't take it on and suggests you. Will you?
    They hear of your answer at once, whatever it is.
declined-suggested = { $mentor } can't take #{ $number } on just now and suggests { $next }, whom I've asked. Your application stands as it was.
handover-suggested = They suggest { $colleague }.
