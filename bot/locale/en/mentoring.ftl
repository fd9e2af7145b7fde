### Claiming, guiding, handing over. Mentors read these on a phone.

command-claim = become a case's { -mentor }
command-decline = say no to a case you were asked for
command-release = give a case back to the pool
command-assign = give a case to a { -mentor }
command-handover = offer a case to a colleague
command-ask = ask the candidate something
command-answer = answer your { -mentor }'s question
command-note = write something down on a case
command-notyet = close a case kindly, with a reason and a day to try again

asked-mentor =
    { $candidate } would like you as their { -mentor } (#{ $number }). Will you?
    They hear of your answer at once, whatever it is.

claim-done =
    You now mentor { $candidate } (#{ $number }), and I'm telling them. Get to know them: read their answers, ask them something.
claim-candidate = Good news: { $mentor } is your { -mentor } now (#{ $number }). When they ask you something, I bring it here, and you just answer.
claim-wished = #{ $number } is settled: { $mentor } mentors it now. There's nothing left for you to do.
claim-taken = { $mentor } claimed #{ $number } { $ago }. `!queue` shows who else waits.
claim-given = #{ $number } was given to { $mentor } { $ago }. `!queue` shows who else waits.
claim-yours = You mentor #{ $number } already.
claim-sure = Are you sure that you want #{ $number }? If so, type `!claim { $number } anyway`.
doubt-away = - You're away until { $day }. (`!back` if you aren't.)
doubt-away-open = - I take you to be away. (`!back` if you aren't.)
doubt-full = - { $capacity ->
    [0] You take no new cases just now.
   *[other] You mentor { $mentees } of { $capacity }.
} (`!capacity` changes that.)
doubt-had = - You mentored it before, and it was given away. Unless the candidate asks for you, better leave it to somebody else.
doubt-wished = - { $mentor } was asked, and hasn't answered yet.

decline-next = Thanks for saying so quickly. { $next } is asked next for #{ $number }.
decline-pool = Thanks for saying so quickly. #{ $number } is in the pool now, for any { -mentor }.
declined-next = { $mentor } can't take #{ $number } on just now, so I've asked { $next }. Your application stands as it was.
declined-pool = { $mentor } can't take #{ $number } on just now, so it's open to all { -mentors }. You'll hear as soon as one claims it.

released = #{ $number } is back in the pool, and I'm telling the candidate.
released-candidate = Your application #{ $number } is looking for another { -mentor }: the one you had can't go on. Nothing of yours is lost, and you'll hear as soon as somebody claims it.
question-gone = The question you were asked needs no answer any more.
released-mentor = { $by } gave #{ $number } back to the pool. There's nothing left for you to do.

assigned = { $mentor } mentors #{ $number } now. I'm telling them and the candidate.
assigned-mentor = { $by } made you the { -mentor } of { $candidate } (#{ $number }). It's your turn now; if you can't, give it back.
assigned-away-from = { $by } gave { $candidate } (#{ $number }) to { $mentor }. Thank you for guiding them so far! There's nothing left for you to do.
no-mentor = { $mentor } isn't a { -mentor }. A coordinator can change that: `!mentor add @somebody REGION`
own-mentor = #{ $number } is { $mentor }'s own application. Choose somebody else.
already-theirs = { $mentor } mentors #{ $number } already.

handover-offered = I've asked { $mentor } to take #{ $number } over. Until they claim it, it stays yours.
handover-asked =
    { $mentor } would like you to take over { $candidate } (#{ $number }). Will you?
    Until you claim it, it stays theirs.
handover-note = > { $note }
handover-taken = { $mentor } took #{ $number } over. Thank you for guiding it so far!
handover-candidate = { $mentor } is your { -mentor } now (#{ $number }). Nothing of yours is lost; just go on here.
handover-declined = { $mentor } can't take #{ $number } over, so it stays yours: { $reason }
handover-gone = The colleague you offered #{ $number } to isn't a { -mentor } any more, so it stays yours.
handover-moved = { $mentor } asked somebody else to take #{ $number } over. There's nothing left for you to do.
turned-down = All right: #{ $number } stays where it is, and I'm telling them.

asked = I've put your question to { $candidate } (#{ $number }). Their answer comes to you in our direct chat.
asked-later = { $candidate } still has a question open; yours on #{ $number } follows when it's answered.
ask-answer-answer = A question about your application:
ask-answer-answer-whole = Your answer
question-quoted =
    > { $question }
    — { $mentor }
question-how = Just type your answer here. `cancel` puts it off, and `!answer` brings it back; put `!` in front of any other command now.
question-again = It's your turn: `!answer` takes your answer.
field-answer-answer = Your answer
form-answer-at-start = There's no question before this one.
form-answer-required = This one can't be skipped, but it can wait.
form-answer-help = Your { -mentor } gets your answer as you type it, in one message. For commands put `!` in front, such as `!status`.
form-answer-title = Your answer
form-answer-offer = A question about your application waits for you.
form-answer-gone = That question isn't open any more, so I've passed nothing on. `!answer` shows whether another one waits for you.
form-answer-cancelled = All right, later. `!answer` brings the question back.
reply-sent = Thank you, I've passed that on. It's your { -mentor }'s turn now.
reply-sent-more = Thank you, I've passed that on. There's one more:
replied =
    { $candidate } (#{ $number }) answered “{ $question }”:
    > { $answer }

noted = Noted on #{ $number }. Everybody who looks after candidates sees it with `!case { $number }`; the candidate doesn't.

notyet-done = #{ $number } is closed for now. { $candidate } reads your reason, and can apply again from { $day } on: { $reason }
notyet-candidate =
    Your application #{ $number } is closed for now. { $by } wrote to you:
    > { $reason }
    You can apply again from { $day } on, with `!apply`; your answers are kept for that. Thank you for the work you put in!
notyet-mentor = { $by } closed #{ $number } with “not yet” until { $day }: { $reason }
