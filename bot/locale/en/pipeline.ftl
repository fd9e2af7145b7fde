### The pipeline: for whoever runs the programme, between two other things. What is needed comes first, figures are plain.

command-pipeline = where all cases stand, and which are stuck
command-pipeline-table = the same, as a table
command-pipeline-load = how many cases each { -mentor } has and would take

do-pipeline = Pipeline
do-pipeline-table = As a table
do-pipeline-load = Who has how many

pipeline = **The pipeline** · { $where }
pipeline-everything = the whole programme
pipeline-yours = your regions
pipeline-drafts = - { $cases ->
    [one] one draft
   *[other] { $cases } drafts
}
pipeline-none = - { $state }: **0**
pipeline-one = - { $state }: **1**, for { $longest }
pipeline-state = - { $state }: **{ $cases }**, half of them for { $median } or longer, the longest for { $longest }
pipeline-wait = Half of the last who applied had a { -mentor } within { $median }.
pipeline-wait-longer = Half of the last who applied have waited longer than { $median } for a { -mentor }.
pipeline-wait-few = Too few have applied yet to tell how long one waits for a { -mentor }.
pipeline-load-nobody = There are no { -mentors } there.
pipeline-load = { $mentors ->
    [one] One { -mentor } has
   *[other] { $mentors } { -mentors } have
} { $mentees ->
    [one] one case
   *[other] { $mentees } cases
} and would take { $places }{ $away ->
    [0] {""}
   *[other] {"; "}{ $away } not there
}.
pipeline-all-somebody = Every open case has somebody responsible for its next step.
pipeline-nobody = { $cases ->
    [one] **One case has nobody responsible for its next step:** { $numbers }
   *[other] **{ $cases } cases have nobody responsible for their next step:** { $numbers }
}
pipeline-stuck = { $cases ->
    [one] **One case is stuck:**
   *[other] **{ $cases } cases are stuck, the worst first:**
}
pipeline-nothing-stuck = Nothing is stuck. 🎉
pipeline-line = - **#{ $number }** { $candidate } · { $why } · waits for { $turn }, for { $waited } · { $next }
pipeline-pool = any { -mentor }
pipeline-by-nobody = nobody
pipeline-there = now
pipeline-away = no day named
pipeline-loads = **Who has how many cases** · { $where }, the fullest first
pipeline-no-mentors = No { -mentors } there: { $where }.
pipeline-not-yours = You answer for other regions than { $where }. `!pipeline` shows yours.
pipeline-past-end = There is no page { $page }: fewer cases are stuck.
pipeline-what = Name a region or a page, such as `!pipeline EMEA` or `!pipeline 2`.

head-case = Case
head-turn = Waits for
head-for = For
head-next = Next
head-mentor = Who
head-has = Has
head-takes = Takes
head-there = There from

stuck-undelivered = a message about it got lost
stuck-failed = a reminder of it failed
stuck-overdue = a reminder of it is late
stuck-risen = everybody was told, and nothing happened
stuck-reminded = a reminder went unanswered
stuck-put-off = put off

## A candidate's status: since when, how others fared, and what one can do meanwhile

status-since = It has waited for { $waited } so far.
status-since-mentoring = You've been together on it for { $waited }. If it gets quiet, `!continue` tells { $mentor } that you'd like to go on.
status-rematch-how = If it doesn't work out, `!rematch` asks for somebody else, and { $mentor } hears nothing of it.
status-since-thumbs-up = You've had the 👍 for { $waited }.
status-wait = Of those who applied there lately, half had a { -mentor } within { $median }. Others waited longer: that says nothing about you.
status-wait-longer = Of those who applied there lately, half have waited longer than { $median } for a { -mentor }. That says nothing about you.
status-wait-few = Too few have applied there lately to tell how long it usually takes.
status-meanwhile-applied = Meanwhile there's nothing you must do. If you like, `!mentors` shows who the { -mentors } are, and `!choose` says whom you'd like.
status-away = { $mentor } isn't there just now. Until they're back, it's looked after by { $who }.
status-away-until = { $mentor } is away until { $day }. Until then it's looked after by { $who }.
status-away-asked = { $mentor } isn't there just now. I've asked a colleague of theirs to look after it meanwhile, and you'll hear who does.
status-away-asked-until = { $mentor } is away until { $day }. I've asked a colleague of theirs to look after it meanwhile, and you'll hear who does.

## The digest of one's own queue

command-digest = how often you read a digest of your own queue: daily, weekly or not at all

do-digest-daily = Daily
do-digest-weekly = Weekly
do-digest-off = Not at all

digest-queue = { $count ->
    [one] **Your queue: one thing needs you.**
   *[other] **Your queue: { $count } things need you.**
}
digest-how = `!digest` changes how often you read this.
digest-handover = - **#{ $number }** { $candidate }: { $mentor } would like to hand them over to you. Will you take them on?
digest-offered = - **#{ $number }** { $candidate } looks for a { -mentor }, and I thought of you. Will you?
digest-cover = - { $mentor } asked you to look after their cases while they're away.
digest-daily = Every working day I tell you in the morning what needs you, and nothing when nothing does. The next time is { $next }.
digest-weekly = Once a week I tell you in the morning what needs you, and nothing when nothing does. The next time is { $next }.
digest-off = I don't sum up your queue for you. Reminders still come.
digest-off-mentees = `!mentees` always shows whom you guide, and who waits for your answer.
digest-off-queue = `!queue` always shows who waits for a { -mentor }.
digest-what = “{ $typed }” isn't one of daily, weekly and off. Write `!digest daily`, `!digest weekly` or `!digest off`.
