### From the 👍 to the title, and back.

command-thumbsup = say that a candidate is ready (or put 👍 on the card)
command-takeback = take your 👍 back
command-sponsor = make a candidate an { -ambassador }
command-undo = take a sponsoring back, within 24 hours
command-reopen = put a closed case back into the pool

thumbs-done = 👍 noted: { $candidate } (#{ $number }) is ready for sponsoring.
thumbs-already = #{ $number } has your 👍 already.
thumbs-by-command = #{ $number } has your 👍, now by your word: taking the 👍 off the card doesn't change it.
thumbs-moved = #{ $number } has your 👍; it now stands on this card.
thumbs-candidate = { $mentor } gave you the 👍 (#{ $number })! The last step is sponsoring; there's nothing you need to do.
thumbs-sponsor = { $mentor } gave { $candidate } the 👍 (#{ $number }). It's a sponsor's turn: yours, if you agree.
thumbs-unclaimed = Nobody mentors #{ $number } yet, so it can't have a 👍. Would you like to claim it?
thumbs-sponsored = #{ $number } is sponsored already, so taking the 👍 off changes nothing. Within 24 hours `!undo { $number } REASON` takes the sponsoring back.
takeback-done = Your 👍 for { $candidate } (#{ $number }) is taken back. I'm telling them that you'll write to them: it's your turn.
thumbs-gone = The 👍 you had doesn't count any more; your new { -mentor } gives their own.
takeback-candidate = { $mentor } took the 👍 back for now (#{ $number }) and goes on guiding you. They'll write to you about it.

sponsored = { $candidate } is an { -ambassador } for { $region } now (#{ $number }). I'm telling them, and { $region }.
sponsored-quietly = { $candidate } is an { -ambassador } for { $region } now (#{ $number }). I'm telling them. No channel is named for { $region }, so nobody is told in public.
sponsored-candidate = **Congratulations: you are an { -ambassador } for { $region }!** 🎉 Thank you for everything you put into it.
sponsored-already = #{ $number } is sponsored already.
thumbs-first = #{ $number } has no 👍 yet, and that comes first: is the candidate ready? `!thumbsup { $number }` says so.
thumbs-missing = #{ $number } has no 👍 from its { -mentor } yet, and that comes first.
offer-settled = #{ $number } is sponsored, so nobody needs to take it over any more.
sponsored-mentor = { $by } sponsored { $candidate } (#{ $number }). Thank you for guiding them!
congratulations = 🎉 Please welcome { $candidate }, new { -ambassador } for { $region }!

undone = The sponsoring of { $candidate } (#{ $number }) is taken back. I'm telling them, and a correction goes where the congratulations went.
undone-quietly = The sponsoring of { $candidate } (#{ $number }) is taken back, and I'm telling them. Nobody had been told in public.
undone-candidate = I'm sorry: your sponsoring (#{ $number }) was recorded too early and is taken back for now. Your { -mentor }'s 👍 still stands; when the last step is done again, you'll hear it here.
undone-candidate-alone = I'm sorry: your sponsoring (#{ $number }) was recorded too early and is taken back for now.
undone-mentor = { $by } took the sponsoring of { $candidate } (#{ $number }) back. Your 👍 still stands.
undo-nothing = #{ $number } isn't sponsored, so there's nothing to undo.
undo-too-late = #{ $number } was sponsored more than 24 hours ago, so it can't be undone any more.
ask-coordinators = If it was a mistake, please talk to the { -coordinators }.
correction = A correction: the news about { $candidate } in { $region } came too early. We're sorry for the noise.

reopened = #{ $number } is back in the pool, and I'm telling { $candidate }.
reopened-candidate = Your application #{ $number } is open again. You'll hear as soon as a { -mentor } claims it.
reopen-ambassador = { $candidate } is an { -ambassador } by now, so #{ $number } stays closed.
reopen-other = { $candidate } has another open application by now, #{ $other }, so #{ $number } stays closed.
reopen-draft = { $candidate } has begun a new application and not sent it yet, so #{ $number } stays closed. They can send it; or they delete it with `!withdraw`, and you reopen #{ $number }.
