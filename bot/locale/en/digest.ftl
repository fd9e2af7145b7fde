### The week of a region, as its channels read it: the need first, then what there is to be glad of. Nobody is late here.

digest-title = This week
digest-need = **{ $title } · { $where }**{": "}{ $cases ->
    [one] one candidate waits for a { -mentor }{ $days ->
        [0] {""}
        [one] , for a working day now
       *[other] , for { $days } working days now
    }
   *[other] { $cases } candidates wait for a { -mentor }{ $days ->
        [0] {""}
        [one] , the longest for a working day
       *[other] , the longest for { $days } working days
    }
}.
digest-nobody-waits = **{ $title } · { $where }**{": "}nobody waits for a { -mentor }.
digest-late = This comes late: it was due on { $due }, when I wasn't there. It tells of everything since { $since }.
digest-since = It tells of everything since { $since }.
digest-ambassadors = - 🎉 { $count ->
    [one] A new { -ambassador }
   *[other] { $count } new { -ambassadors }
}{": "}{ $people }{ $more ->
    [0] {""}
   *[other] , and { $more } more
}
digest-thumbs = - 👍 { $count ->
    [one] One candidate got a thumbs-up from their { -mentor }
   *[other] { $count } candidates got a thumbs-up from their { -mentors }
}
digest-newcomers = - 👋 { $count ->
    [one] One newcomer applied
   *[other] { $count } newcomers applied
}
digest-reports = - 📣 { $count ->
    [one] One report
   *[other] { $count } reports
} of what { -ambassadors } did{ $events ->
    [0] {""}
    [one] {" "}· one event
   *[other] {" "}· { $events } events
}{ $talks ->
    [0] {""}
    [one] {" "}· one talk
   *[other] {" "}· { $talks } talks
}{ $help ->
    [0] {""}
    [one] {" "}· helped once
   *[other] {" "}· helped { $help } times
}
digest-feedback = - 💬 { $count ->
    [one] One piece of feedback
   *[other] { $count } pieces of feedback
}{ $tagged ->
    [0] {""}
   *[other] {" "}· { $tags }
}
digest-thanks = - 🙏 Thanks to { $people }{ $more ->
    [0] {""}
   *[other] , and { $more } more
}
digest-thanks-said = - 🙏 { $count ->
    [one] Somebody said thanks
   *[other] Thanks were said { $count } times
}
digest-places = - { $mentors ->
    [one] One { -mentor } has
   *[other] { $mentors } { -mentors } have
} { $places ->
    [one] a free place
   *[other] { $places } free places
}: `!apply` begins an application.
digest-thread = More of it in the thread.
digest-empty = **{ $title } · { $where }**{": "}nothing new since { $since }, and nobody waits for a { -mentor }. News gets here with `!report TEXT` from { -ambassadors }, and with `!feedback TEXT` from everybody.

do-claim-next = Claim

## In the thread

digest-more = **More of this week · { $where }**
digest-more-ambassadors = New { -ambassadors }, too: { $people }{ $more ->
    [0] {""}
   *[other] , and { $more } more
}
digest-more-reports = What { -ambassadors } did:
digest-report = - { $who } · { $kind } · “{ $words }”
digest-event = event
digest-talk = talk
digest-help = help
digest-more-feedback = In the words of those who'd like to be quoted:
digest-quote = - “{ $words }”
digest-more-thanks = Thanks, too: { $people }{ $more ->
    [0] {""}
   *[other] , and { $more } more
}

## The chart. Its words say what it shows to whoever doesn't see it.

digest-chart-title = Open cases, and new { -ambassadors } since the first day
digest-chart-waiting = wait for a { -mentor }
digest-chart-mentoring = have a { -mentor }
digest-chart-thumbs = have a thumbs-up
digest-chart-sponsored = new { -ambassadors }
digest-chart-more = { $where }: more cases are open than on { $since }, { $open } instead of { $before }. Waiting for a { -mentor }: { $waiting }; with one: { $mentoring }; with the 👍: { $thumbs }. New { -ambassadors } since then: { $sponsored }.
digest-chart-fewer = { $where }: fewer cases are open than on { $since }, { $open } instead of { $before }. Waiting for a { -mentor }: { $waiting }; with one: { $mentoring }; with the 👍: { $thumbs }. New { -ambassadors } since then: { $sponsored }.
digest-chart-same = { $where }: { $open ->
    [0] no case is open, as on { $since }
    [one] one case is open, as on { $since }
   *[other] { $open } cases are open, as many as on { $since }
}. Waiting for a { -mentor }: { $waiting }; with one: { $mentoring }; with the 👍: { $thumbs }. New { -ambassadors } since then: { $sponsored }.

## Whoever looks after it

command-claim-next = claim whoever has waited longest in a region
command-digest-preview = see what the digest of a region's week would say now
command-digest-send = send the digest of a region's week now
command-digest-pause = send no digest of a region's week until a day
command-digest-resume = go on sending the digest of a region's week

do-digest-preview = Preview
do-digest-send = Send it now
do-digest-resume = Go on
digest-preview = **A preview, for you alone.** { $rooms ->
    [0] { $where } has no channel, so nobody reads it there; what happened stands in the digests above it.
   *[other] It is sent on { $next }.
}
digest-preview-empty = Nothing has happened in { $where } since { $since }{ $rooms ->
    [0] . It has no channel, so nobody reads its week there.
   *[other] , so nothing would be sent. The next time is { $next }.
}
digest-preview-line = Nothing has happened in { $where } since { $since }. After so many empty weeks a single line says so, on { $next }:
digest-preview-thread = **In the thread:**
digest-sent = Sent: { $where } reads its week now, in place of this week's. The next one comes on { $next }.
digest-sent-already = { $where } has read its week on { $when }, and the next one comes on { $next }. One a week is what they count on.
digest-left-out = Nothing had happened in { $where } by { $when }, so this week's was left out. What happens now stands in the next one, on { $next }.
digest-no-rooms = { $where } has no channel to send it to. What happened there stands in the digests of the regions above it.
digest-not-yours = You answer for other regions than { $where }.
digest-what-week = The digest of a region's week is `!digest preview`, `!digest send` and `!digest pause`.
digest-which = For which region? Name one of yours: { $regions }.
digest-off-here = Weeks aren't told here: `digest.send` is off in the config.
digest-paused = All right: { $where } reads nothing of its week before { $until }. { $rooms ->
    [0] It has no channel, so nobody reads it there now either.
   *[other] The next digest comes on { $next } and tells everything since the last one.
} This is about the region's; your own queue's is changed with `!digest off`.
digest-resumed = { $rooms ->
    [0] The digest of { $where } isn't paused any more, but it has no channel, so nobody reads it there.
   *[other] { $where } reads its week again, the next time on { $next }.
}
digest-not-paused = The digest of { $where } isn't paused. { $rooms ->
    [0] It has no channel, so nobody reads it there.
   *[other] The next one comes on { $next }.
}
claim-next-nobody = Nobody whom you could claim waits for a { -mentor } just now. `!queue` shows all who wait.
