### Words that many texts share. A command in code marks is written with "!" in front; each platform shows its own way.
### Titles are terms: a programme that calls its people otherwise changes them here and nowhere else.

-ambassador = ambassador
-ambassadors = ambassadors
-mentor = mentor
-mentors = mentors
-coordinators = coordinators

none = none
the-bot = the bot
everywhere = everywhere

welcome =
    Hello { $name }, I'm the bot of **{ $programme }**.
    Would you like to become an { -ambassador }? Type `!apply`: I ask a few questions, and you can stop and go on whenever you like.
    `!mentors` shows who could guide you, `!help` everything else.
welcome-candidate =
    Hello { $name }, I'm the bot of **{ $programme }**. Your application #{ $number } is { $state }.
    `!status` tells you more, `!help` what else you can do.
welcome-ambassador =
    Hello { $name }, I'm the bot of **{ $programme }**. You're an { -ambassador }: thank you for what you do!
    `!help` shows what I can do for you.
welcome-mentor =
    Hello { $name }, I'm the bot of **{ $programme }**. I tell you when a candidate asks for you.
    `!queue` shows who waits for a { -mentor }, `!mentees` whom you guide, `!help` everything else.
welcome-coordinator =
    Hello { $name }, I'm the bot of **{ $programme }**. I tell you when something needs you.
    `!queue` shows who waits for a { -mentor }, `!help` everything else.
welcome-sponsor =
    Hello { $name }, I'm the bot of **{ $programme }**. I tell you when a candidate is ready for sponsoring.
    `!help` shows what you can do.
nobody-reads =
    I'm a bot, and nobody else reads what you write here.
    Your application #{ $number } is { $state }. `!status` tells you more.
questions-come = When your { -mentor } asks you something, I bring it here, and then you just answer.

answered-privately = I've answered you in our direct chat.
failed =
    Something broke on our side, not yours. Nothing was changed.
    Please try again in a minute. If it happens again, tell whoever runs me this reference: `{ $reference }`. The { -coordinators } know who that is.

not-saved =
    That isn't saved: I can't reach my database right now. Nothing was changed.
    Please send it again in a minute.

not-read =
    I can't look that up right now, because I can't reach my database.
    Please ask again in a minute.

failed-kept =
    Something broke on our side, not yours. I've kept what you sent and try again by myself; there's no need to send it twice.
    If nothing comes within the hour, tell whoever runs me this reference: `{ $reference }`. The { -coordinators } know who that is.

outside-guest = You're here as a guest, and this programme is for full members of this workspace. Whoever invited you can make you one; then everything you type here works.
outside-elsewhere = You're here from another workspace, and this programme is for members of this one. Please ask whoever runs this channel for an account here.

## What was typed

said-nothing = I'm here. `!help` shows what I can do for you.
unknown = I don't know “{ $typed }”. `!help` shows what I can do for you.
unknown-but = I don't know “{ $typed }”. Did you mean `!{ $near }`?
answer-to-what = I can't tell which question “{ $typed }” answers. Press the button below it, or type what it says there.
nothing-asked = I'm not asking you anything at the moment.
too-long = That's { $length } characters, and I can take { $most } at a time. Please shorten it; nothing was saved.
too-few-words =
    There's something missing. It's typed like this: `!{ $usage }`
    For example: `!{ $example }`
too-many-words =
    That's more than I understand. It's typed like this: `!{ $usage }`
    For example: `!{ $example }`
not-a-number = “{ $typed }” isn't a number that fits there. Write one such as `{ $example }`.
not-a-date = “{ $typed }” isn't a day I can read. Write for example `until friday`, `until 7 January`, `in two weeks`, or year-month-day: `until { $example }`.
date-past = “{ $typed }” isn't still to come: it's { $today } today. Give a later day.
date-far = { $typed } is too far off. Give a day up to { $last }.
nobody-named = I don't know anybody called “{ $typed }” here. Mention the person, or copy their name from `!mentors`.
several-named = “{ $typed }” could be { $people }. Mention the person you mean.
no-region = I don't know the region “{ $typed }”. There are: { $regions }.
no-region-but = I don't know the region “{ $typed }”. Did you mean { $near }?
not-a-role = “{ $typed }” isn't a role I can give. There are: { $roles }.
not-allowed = `!{ $command }` is for { $roles }. `!help` shows what you can do.

## Cases

no-such-case = There's no #{ $number } that you can see.
see-status = `!status` shows where you stand.
see-own = `!status` shows your own application.
see-queue = `!queue` shows who waits for a { -mentor }.
own-case = You can't { $act } #{ $number }: it's your own application, so somebody else has to.
not-yours = Only { $who } can { $act } #{ $number }.
not-now = You can't { $act } #{ $number }: it is { $state }.

turn-asked = It's { $mentor }'s turn: they were asked.
turn-pool = It's the { -mentors }' turn: any of them can claim it.
turn-risen = It's the turn of those who run the programme: nobody has claimed it yet. Any { -mentor } still can.
turn-asked-you = It's your turn: you were asked.
turn-mentor = It's { $mentor }'s turn: they mentor it.
turn-mentor-you = It's your turn: you mentor it.
turn-cover = { $mentor } isn't there just now, and { $cover } looks after it meanwhile.
turn-uncovered = { $mentor } isn't there just now; those who answer for its region look after it.
turn-offered = { $mentor } was asked to take it over.
turn-offered-you = You were asked to take it over.
turn-candidate = It's { $candidate }'s turn: they were asked something.
turn-sponsor-you = It's your turn to sponsor.
turn-sponsor = It's { $sponsor }'s turn to sponsor.
turn-told = Those who run the programme have been told that it waits.

case-summary = **{ $summary }**
    { $region } · speaks { $languages }

relation-candidate = the candidate
relation-guide = the case's { -mentor }
relation-asked = the { -mentor } who was asked
relation-offered = the { -mentor } it was offered to
relation-cover = whoever looks after it meanwhile
relation-mentor = a { -mentor }
relation-ambassador = an { -ambassador }
relation-sponsor = a sponsor
relation-lead = the region's lead
relation-coordinator = a coordinator
relation-clock = time

state-draft = a draft that isn't sent yet
state-applied = waiting for a { -mentor }
state-mentoring = being mentored
state-thumbs-up = ready for sponsoring
state-sponsored = sponsored
state-withdrawn = withdrawn
state-not-yet = closed for now
state-lapsed = lapsed
state-discarded = discarded

## Acts: "You can't … #42"

act-apply = hand in
act-discard = discard
act-claim = claim
act-decline = decline
act-assign = assign
act-release = release
act-mentor-left = give back
act-hand-over = hand over
act-take-over = take over
act-turn-down = turn down
act-withdraw-offer = withdraw the offer of
act-ask-next = ask the next { -mentor } for
act-ask = ask about
act-reply = answer about
act-note = write notes on
act-read = read
act-thumbs-up = give the 👍 to
act-take-back = take the 👍 back from
act-sponsor = sponsor
act-undo = undo the sponsoring of
act-not-yet = close
act-withdraw = withdraw
act-lapse = close
act-reopen = reopen

## Acts in the history: "Ana …"

did-apply = applied
did-discard = discarded the draft
did-claim = claimed it
did-decline = declined
did-assign = assigned it to
did-release = gave it back to the pool
did-hand-over = offered it to
did-take-over = took it over
did-turn-down = turned the handover down
did-withdraw-offer = withdrew the offer
did-ask-next = passed it on
did-ask = asked
did-reply = answered
did-note = noted
did-read = read the answers
did-thumbs-up = gave the 👍
did-take-back = took the 👍 back
did-sponsor = sponsored
did-undo = undid the sponsoring
did-not-yet = said “not yet”
did-withdraw = withdrew
did-lapse = closed it after a long silence
did-reopen = reopened it
did-undelivered = couldn't deliver a message
did-uncertain = sent a message that may not have arrived

platform-shell = shell
platform-matrix = Matrix
platform-slack = Slack
platform-mail = mail

## Buttons

do-apply = Apply
do-open = Open
do-status = My status
do-withdraw = Withdraw
do-withdraw-yes = Yes, withdraw
do-discard-yes = Yes, delete it
do-help = Help
do-claim = Claim
do-claim-anyway = Claim anyway
do-take-over = Take over
do-read = Read
do-decline = Decline
do-release = Release
do-ask = Ask
do-answer = Answer
do-thumbsup = Thumbs up
do-takeback = Take 👍 back
do-sponsor = Sponsor
do-undo = Undo
do-reopen = Reopen
do-case = Show
do-queue = Queue
do-next-page = Next page
do-mentees = My mentees
do-mentors = Mentors
do-back = I'm back
do-capacity = Capacity
do-send = Send

## Roles

role-sponsor = a sponsor
role-lead = a lead
role-coordinator = a coordinator
