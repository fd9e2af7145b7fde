### What a region's week is made of: what ambassadors report, what people say, whom they thank; and the programme at a glance.
### Whoever writes to us gives something: say thank you, what becomes of it, and how to take it back.

command-report = tell what you did: an event, a talk, or help for somebody
command-report-kind = say what a report of yours is about
command-report-region = say in which of your regions it was
command-report-edit = write a report of yours anew
command-report-delete = take a report of yours back
command-reports = what { -ambassadors } reported, by region and time
command-reports-mine = the reports you wrote
command-reports-csv = reports as a file, for a spreadsheet
command-feedback = tell those who run the programme what you think
command-feedback-quote = say whether your feedback may be quoted, without your name
command-feedback-tag = put your feedback under other themes
command-feedback-edit = write your feedback anew
command-feedback-delete = take your feedback back
command-feedback-mine = the feedback you gave
command-feedback-list = what people think, by theme, region and time
command-feedback-csv = feedback as a file, for a spreadsheet
command-thanks = thank somebody; I tell them
command-overview = what the whole programme did, by region, and where nobody is

kind-event = event
kind-talk = talk
kind-help = help
look-everything = the whole programme
look-yours = your regions
look-programme = the programme
look-outside = none of our regions

words-too-long = That's { $length } characters, and { $most } is the most I can keep of it. Please shorten it; nothing was saved.
page-past-end = There is no page { $page }.
look-not-yours = { $where } isn't among your regions, so I can't show it to you.
not-a-since = “{ $typed }” isn't a day I can read. Write for example `since last month`, `since 1 March`, or year-month-day: `since { $example }`.
since-to-come = “{ $typed }” is still to come: it's { $today } today. Give an earlier day.
look-file-comes = It comes as a file, in our direct chat.
look-file = Here it is: { $count ->
    [one] one row
   *[other] { $count } rows
}, { $where }{ $dated ->
    [0] {""}
   *[other] {" "}since { $since }
}.
do-as-file = As a file

## Reports

report-kept =
    Thank you! That's report { $number }: { $kind }, { $region }.
    > { $words }
report-where = In which of your regions was it?
report-changed =
    That's report { $number } now: { $kind }, { $region }.
    > { $words }
report-nothing = Tell me what it was, too: `!report { $kind } WHAT`
report-enough = You've written { $most } reports within a day, thank you! Please sum up the others in one, or send them tomorrow.
report-no-kind = “{ $typed }” is none of event, talk and help. Write one of these, such as `!report kind { $number } talk`.
report-not-there = You aren't an { -ambassador } for { $region }. In which of your own regions was it?
report-not-theirs = There's no report { $number } of yours.
report-none = There's no report { $number }.
report-delete-sure =
    Do you want to take report { $number } back? It's gone for good then.
    > { $words }
report-delete-why =
    Report { $number } is somebody else's. Taking it away needs a reason, which its author reads.
    > { $words }
report-deleted = Report { $number } is gone.
report-deleted-other = Report { $number } is gone, and I'm telling its author why.
report-deleted-author =
    { $by } has taken your report { $number } away: { $reason }
    It said:
    > { $words }
do-report-event = It was an event
do-report-talk = It was a talk
do-report-help = It was help
do-report-region = It was in
do-report-edit = Write it anew
do-report-delete = Take it back
do-report-delete-yes = Yes, take it back
do-reports = Reports
do-reports-mine = Your reports
do-reports-csv = Reports as a file

reports = **Reports** · { $where }{ $dated ->
    [0] {""}
   *[other] {" "}since { $since }
}{ $only ->
    [0] {""}
   *[other] {" "}· { $what }
} · { $count ->
    [one] one
   *[other] { $count }
}, the newest first
report-line = - **{ $number }** · { $kind } · { $region } · { $person }, { $day }: { $words }
report-line-mine = - **{ $number }** · { $kind } · { $region }, { $day }: { $words }
reports-none = No reports: { $where }{ $dated ->
    [0] {""}
   *[other] {" "}since { $since }
}{ $only ->
    [0] {""}
   *[other] {" "}· { $what }
}.
reports-mine = { $count ->
    [one] **Your report:**
   *[other] **Your { $count } reports, the newest first:**
}
reports-mine-how = `!report edit NUMBER TEXT` writes one anew, `!report delete NUMBER` takes it back.
reports-none-mine = You haven't reported anything yet. `!report TEXT` tells what you did: an event, a talk, or help for somebody.

## Feedback

feedback-kept = Thank you for telling us! It's feedback { $number }, for { $region }{ $count ->
    [0] {""}
   *[other] , about { $tags }
}. Those who run the programme read it without your name.
feedback-changed = That's feedback { $number } now, for { $region }{ $count ->
    [0] {""}
   *[other] , about { $tags }
}.
feedback-consent = May others read your words, for instance in the weekly digest? Your name never stands beside them. Unless you say yes, they don't.
feedback-near = { $typed } is new. Did you mean { $near }?
feedback-nothing = What would you like to tell those who run the programme? Write it behind the word: `!feedback TEXT`. A word with # is its theme.
feedback-tags = A piece of feedback has up to { $most } themes, each of up to { $longest } characters. Nothing was saved.
feedback-no-tag = Name at least one theme, such as `!feedback tag { $number } #docs`.
feedback-enough = You've told us { $most } things within a day, thank you! Please put what's left into one, or send it tomorrow.
feedback-quoted = Thank you! Feedback { $number } may be quoted, without your name. You can change that whenever you like.
feedback-unquoted = All right, feedback { $number } isn't quoted. Those who run the programme still read it, without your name.
feedback-tagged = Feedback { $number } is about { $tags } now.
feedback-not-theirs = There's no feedback { $number } of yours.
feedback-delete-sure =
    Do you want to take feedback { $number } back? It's gone for good then.
    > { $words }
feedback-delete-why =
    Feedback { $number } is somebody else's. Taking it away needs a reason, which its author reads.
    > { $words }
feedback-deleted = Feedback { $number } is gone.
feedback-deleted-other = Feedback { $number } is gone, and I'm telling its author why.
feedback-deleted-author =
    { $by } has taken your feedback { $number } away: { $reason }
    It said:
    > { $words }
do-feedback = Give feedback
do-feedback-quote = It may be quoted
do-feedback-quote-no = Please don't quote it
do-feedback-tag = Use
do-feedback-delete = Take it back
do-feedback-delete-yes = Yes, take it back
do-feedback-mine = Your feedback
do-feedback-list = Feedback
do-feedback-csv = Feedback as a file

feedback-list = **Feedback** · { $where }{ $dated ->
    [0] {""}
   *[other] {" "}since { $since }
}{ $only ->
    [0] {""}
   *[other] {" "}· { $what }
} · { $count ->
    [one] one
   *[other] { $count }
}, the newest first
feedback-line = - **{ $number }** · { $region }, { $day }{ $count ->
    [0] {""}
   *[other] {" "}· { $tags }
}: { $words }{ $quoted ->
    [0] {""}
   *[other] {" "}· may be quoted
}
feedback-nameless = Nobody is told who wrote these. Only what may be quoted may be shown to others.
feedback-none = No feedback: { $where }{ $dated ->
    [0] {""}
   *[other] {" "}since { $since }
}{ $only ->
    [0] {""}
   *[other] {" "}· { $what }
}.
feedback-mine = { $count ->
    [one] **Your feedback:**
   *[other] **Your feedback, { $count } pieces, the newest first:**
}
feedback-mine-how = `!feedback edit NUMBER TEXT` writes one anew, `!feedback delete NUMBER` takes it back, `!feedback quote NUMBER` says that it may be quoted.
feedback-none-mine = You haven't told us what you think yet.

## Thanks

thanks-told = I'm telling { $whom }: thank you for saying so!
thanks-kept = { $whom } can't be reached here any more, so I can't tell them. It's kept all the same: thank you for saying so!
thanks-welcome = You're welcome!
thanks-one = Please thank one at a time, so that each of them hears what it is for: `!thanks @PERSON for WHAT`. Nobody has been told yet.
thanks-yourself = It's others who thank you. Whom else would you like to thank?
thanks-same = You've thanked { $whom } for that already, and they've heard it.
thanks-soon = You've just thanked { $whom }, and they've heard it. Wait { $minutes } minutes before you thank them for something else.
thanks-many = You've thanked { $most } times within a day, which is lovely. Please keep the next one for tomorrow, so that each stays worth something.
thanked = 💛 { $by } thanks you{ $said ->
    [0] !
   *[other] : { $words }
}
do-thanks = Say thanks

## The programme at a glance

overview = **At a glance** · { $where } since { $since }
overview-cases = Cases: **{ $applied }** handed in, **{ $thumbs }** got the 👍, **{ $sponsored }** sponsored.
overview-said = People: { $reports ->
    [one] **one** report
   *[other] **{ $reports }** reports
}, { $feedback ->
    [one] **one** piece of feedback
   *[other] **{ $feedback }** pieces of feedback
}, { $thanks ->
    [one] **one** thank-you
   *[other] **{ $thanks }** thank-yous
}.
overview-regions = **Reports and feedback by region**
overview-region = - **{ $region }**: { $events ->
    [0] no event
    [one] one event
   *[other] { $events } events
}, { $talks ->
    [0] no talk
    [one] one talk
   *[other] { $talks } talks
}, { $help ->
    [0] no help
    [one] help once
   *[other] help { $help } times
}; { $feedback ->
    [0] no feedback
    [one] one piece of feedback
   *[other] { $feedback } pieces of feedback
}
overview-themes = **What people speak of**
overview-theme = - **{ $tag }** · { $region } · { $times ->
    [one] once
   *[other] { $times } times
}
overview-more = … and more: `!overview REGION` shows those of one region, the files have everything.
overview-alone = { $count ->
    [one] **One region has no { -ambassador }**, and none below it: { $regions }
   *[other] **{ $count } regions have no { -ambassador }**, and none below them: { $regions }
}{ $more ->
    [0] {""}
   *[other] {" "}… and { $more } more
}
overview-everywhere = Each of these regions has an { -ambassador }, or one below it has.
overview-gaps = **Places that people asked for, and no { -ambassador } is there**
overview-gap = - { $place }{ $whole ->
    [0] , in { $region }
   *[other] {""}
} · { $times ->
    [one] once
   *[other] { $times } times
}
overview-moves = **What cases did, by region**
overview-moves-most = **What cases did, in the { $most } busiest of { $regions } regions**

head-number = Number
head-day = Day
head-region = Region
head-kind = Kind
head-who = Who
head-words = Words
head-tags = Themes
head-quoted = May be quoted
head-applied = Handed in
head-thumbs = 👍
head-sponsored = Sponsored
