### Looking at cases: the card, the queue, a single case, a candidate's status.

command-status = where your application stands and whose turn it is
command-queue = cases that wait for a { -mentor }, longest first
command-mentees = the cases you mentor or were asked for
command-case = a case: facts, whose turn, history
command-read = an application's answers, for your eyes only

card-title = **#{ $number }** · { $masked }
card-facts = { $region } · speaks { $languages }
card-asked = Waiting since { $since } for { $mentor }, who was asked.
card-pool = Waiting since { $since } for any { -mentor }: who takes it?
card-mentoring = { $mentor } mentors, and says when the candidate is ready: with a 👍 on this card or `!thumbsup { $number }`.
card-thumbs-up = 👍 from { $mentor }, waiting since { $since }. It's { $sponsor }'s turn to sponsor.
card-sponsored = Sponsored on { $since }. 🎉
card-closed = Closed.
pool-waits = #{ $number } ({ $region }) waits for a { -mentor }. Whoever claims it first takes it.

status = Your application **#{ $number }**:
status-draft = It's a draft that isn't sent yet. `!apply` goes on with it.
status-asked = It's { $mentor }'s turn: I've asked them. If they say no, the next { -mentor } is asked, and you hear of it.
status-applied = It's the { -mentors }' turn: any of them can claim it, and you'll hear as soon as one does.
status-nobody = No { -mentor } for { $region } is free just now, so it's the turn of those who run the programme: they look for one. Any { -mentor } can still claim it, and you'll hear as soon as one does.
status-risen = Nobody has claimed it yet, so it's the turn of those who run the programme: I've told them. You'll hear as soon as a { -mentor } claims it.
status-mentoring = { $mentor } is your { -mentor }. They guide you and say when you're ready.
status-thumbs-up = { $mentor } gave you the 👍. The last step is sponsoring, and there's nothing you need to do.
status-question = It's your turn: a question is waiting for you. `!answer` shows it.
status-sponsored = It's done: you're an { -ambassador } for { $region }. 🎉
status-withdrawn = You withdrew it { $ago }. `!apply` brings your answers back.
status-not-yet = It was closed for now.
status-not-yet-why = { $by } wrote to you:
    > { $reason }
status-again-from = You can apply again from { $day } on; your answers are kept for that.
status-again-now = You can apply again now: `!apply` brings your answers back.
status-turn = It's { $who }'s turn.
status-told = It has waited longer than it should, so I've told those who run the programme.
status-ends = If nothing happens before { $at }, your time, it's closed. You can begin again whenever you like.
status-lapsed = It was closed { $ago }, after a long silence. `!apply` brings your answers back.
status-none = You have no application. Would you like to become an { -ambassador }? Type `!apply`.
status-staff = You have no application of your own. `!mentees` shows the cases you mentor, `!queue` those that wait.

queue = { $total ->
    [one] **One case waits for a { -mentor }**
   *[other] **{ $total } cases wait for a { -mentor }**
} (page { $page } of { $pages }):
queue-crowd = **{ $total } cases or more wait for a { -mentor }** (page { $page }):
queue-asked = - **#{ $number }** { $candidate } · { $region } · { $ago } · { $mentor } was asked
queue-pool = - **#{ $number }** { $candidate } · { $region } · { $ago } · anybody's
queue-empty = Nobody waits for a { -mentor }. 🎉
queue-past-end = There is no page { $page }: fewer cases wait.
queue-no-page = { $pages ->
    [one] There's only one page.
   *[other] There are only { $pages } pages.
}

mentees = { $count ->
    [0] **You mentor nobody yet**, but were asked:
    [one] **You mentor one case:**
   *[other] **You mentor { $count } cases:**
}
mentee = - **#{ $number }** { $candidate } · { $state } · { $ago }
mentee-mentoring = being mentored, it's your turn
mentee-questioned = was asked something, it's their turn
mentee-asked = - **#{ $number }** { $candidate } · your answer is awaited: `!claim { $number }` or `!decline { $number } REASON` · { $ago }
mentees-none = You mentor nobody at the moment.

case = **#{ $number }** { $candidate } · { $state }
case-wishes = Named as { -mentor }: { $mentors }
case-history = **History**
case-earlier = - … and { $count } earlier
case-entry = - { $day } · { $actor } { $act } ({ $platform })
case-entry-whom = - { $day } · { $actor } { $act } { $whom } ({ $platform })
case-entry-why = > { $why }

read = The answers of { $candidate }, #{ $number }. Only you see this, and the history notes that you read it.
read-why = **Why they apply**
    > { $answer }
read-so-far = **What they did so far**
    > { $answer }
read-would-do = **What they would do**
    > { $answer }
read-links = **Links**
    > { $links }
