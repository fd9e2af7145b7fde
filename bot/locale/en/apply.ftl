### Applying and withdrawing. The reader may be nervous: short, warm, and always what comes next.

command-apply = apply to become an { -ambassador }, or go on with your draft
command-withdraw = end your application

form-apply-intro =
    Good to have you! Nine short questions, then a { -mentor } looks at your answers. Your draft is kept: stop with `cancel` and go on with `!apply`, even days later.
    Only the { -mentors } and those who run the programme read your answers; these and your address are never posted in public.
form-apply-kept = Welcome back! Your answers of last time are here; you can change each of them before you send.
form-apply-again = Welcome back! Your draft is here, just as you left it.
form-apply-cancelled = Stopped. Your draft is kept: `!apply` goes on with it, `!withdraw` deletes it.

form-apply-title = Your application
form-apply-intro-whole = Good to have you! Once you send this, a { -mentor } looks at it. Only the { -mentors } and those who run the programme read your answers; these and your address are never posted in public. What you type is kept: close this whenever you like, and `!apply` goes on with it.
form-apply-kept-whole = Welcome back! Your answers of last time are here: keep them, or change what you like.
form-apply-again-whole = Welcome back! Your draft is here, just as you left it.
form-apply-offer = Your application form is ready, and what you wrote is kept.

field-apply-account = Account name
field-apply-email = Email
field-apply-region = Region
field-apply-languages = Languages
field-apply-why = Why you apply
field-apply-so-far = What you did so far
field-apply-would-do = What you would do
field-apply-links = Links
field-apply-mentors = Mentors you'd like

ask-apply-account = What is your account name in the community?
ask-apply-email = What is your email address?
ask-apply-region = Where would you be an { -ambassador }?
ask-apply-languages = Which languages do you speak? For example: English, German
ask-apply-why = Why are you applying?
ask-apply-so-far = How have you taken part in the community so far?
ask-apply-would-do = What would you do for your community if you had the time and the means?
ask-apply-links = Any links to what you did? Up to five, separated by spaces.
ask-apply-mentors = Is there a { -mentor } you'd like? Name up to three, your first wish first, or type `none`.

ask-apply-links-whole = Any links to what you did? Up to five, each on a line of its own.
ask-apply-mentors-whole = Is there a { -mentor } you'd like? Up to three, your first wish first. Leave it empty, and the first with time takes it.

hint-regions = There are: { $regions }.
hint-widest = If none fits, take the widest one: { $region }.
hint-nearest = If none fits, take the one nearest to you.
option-mentor = { $regions } · { $languages }
hint-pool = With `none`, the first { -mentor } with time takes it.
hint-no-mentors = Nobody is free for that region just now. Type `none`, and the { -coordinators } look for somebody.
hint-no-mentors-whole = Nobody is free just now. Leave this empty, and the { -coordinators } look for somebody.

bad-account = That isn't an account name: one word, at most 64 characters, without spaces or @.
bad-email = That isn't an email address I can write to. It looks like `kim@example.org`.
bad-region = I don't know the region “{ $typed }”.
bad-language = I don't know the language “{ $typed }”. Write its English name or code, with commas between: `English, de`
bad-languages = Name at least one language and at most ten, with commas between: `English, German`
bad-link = “{ $typed }” isn't a link. Links begin with `https://` and have no spaces.
too-many-links = That's more than { $most } links. Please choose the best ones.
too-many-mentors = You can name up to { $most } { -mentors }.
not-yourself = You can't be your own { -mentor }. Name somebody else, or type `none`.
mentor-not-there = { $mentor } isn't taking candidates at the moment. Name somebody else, or type `none`.
not-yourself-whole = You can't be your own { -mentor }. Choose somebody else, or nobody.
mentor-not-there-whole = { $mentor } isn't taking candidates at the moment. Choose somebody else, or nobody.

applied = Thank you! Your application is in: it's **#{ $number }**.
applied-asked = It's { $mentor }'s turn now: I've asked them.
applied-instead = { $mentor } isn't there just now. It's the turn of { $next }, who looks after their cases: I've asked them.
applied-pool = It's the { -mentors }' turn now: all of them see it, and the first with time takes it.
applied-nobody = It's the { -coordinators }' turn now: no { -mentor } is there for { $region } just now, so they look for one.
applied-next = You'll hear from me in our direct chat at every step. `!status` always tells whose turn it is.
no-mentor-there = #{ $number } in { $region }: no { -mentor } there is available. Who could take it? `!assign { $number } @somebody`

already-ambassador = You are an { -ambassador } already. Thank you for what you do!
already-applied = Your application #{ $number } is { $state }. There can be only one at a time; `!status` tells you more.
too-early = You can apply again from { $day } on. I look forward to it.

nothing-to-withdraw = You have no open application.
withdraw-sure = Do you want to end your application #{ $number }? You can apply again later; your answers are kept for that. Type `!withdraw yes`, or just go on as before.
withdraw-draft-sure = Do you want to delete your draft? Your answers will be gone. Type `!withdraw yes`, or `!apply` to go on with it.
draft-discarded = Your draft is deleted. You're welcome back any time: `!apply`
withdrawn = #{ $number } is withdrawn. Thank you for your interest! If you change your mind, `!apply` brings your answers back.
withdrawn-mentor = { $candidate } has withdrawn #{ $number }. There's nothing left for you to do.
