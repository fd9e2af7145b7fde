# Offers of the pool: whose turn it is, and why.

command-weight = how many cases you'd like to be offered
command-queue-why = who is offered a case, and why in that order
do-weight-low = Fewer
do-weight-normal = As many as others
do-weight-high = More
do-queue-why = Who's next
relation-invited = a { -mentor } it is offered to
act-offer = offer
act-choose = choose { -mentors } for
act-decline-offer = decline the offer of
did-choose = changed the wishes
did-offer = offered it to
did-decline-offer = didn't take the offer

case-entry-asked = - { $day } · { $actor } { $act }, and { $whom } was asked ({ $platform })
mentee-offered = - **#{ $number }** { $candidate } · offered to you: `!claim { $number }` or `!decline { $number }` · { $ago }

offer = #{ $number } is looking for a { -mentor }{ $shared ->
    [0] {" "}in { $region }, and nobody is free of whom I know that they share a language
   *[other] , and you'd fit: { $region }, { $languages }
}; you have { $places ->
    [one] one free place
   *[other] { $places } free places
}.
    Until { $until } I offer it to nobody else. If it isn't for you, say so: then I ask the next one at once.
offer-declined =
    All right, I won't offer you #{ $number } again. The candidate doesn't hear of it.
    `!weight low` gets you fewer offers, `!capacity 0` none, `!away until DATE` none until then.

weight = All right. { $weight }
weight-full = You have no free place just now, so I offer you nothing. `!capacity` changes that.
weight-is = { $weight } `!weight low`, `!weight normal` or `!weight high` changes it.
weight-low = You're offered half as many cases as others with as many free places.
weight-normal = You're offered as many cases as others with as many free places.
weight-high = You're offered twice as many cases as others with as many free places.
not-a-weight = “{ $typed }” isn't one of low, normal and high. Write one of these, such as `!weight low`.

why = **Who is offered #{ $number }** ({ $region }), for you alone:
why-asked = { $mentor } was asked, whom the candidate would like. It's offered to others only when nobody is left whom they named.
why-alone = - { $mentor } · it's offered to them, and until { $when } to nobody else
why-waits = - { $mentor } · it's offered to them, and they hear of it when they work: { $when }
why-stands = - { $mentor } · offered since { $when }, without an answer yet
why-gone = Asked before, or gave it away: { $mentors }
why-next = **Next, in this order:**
why-goes-on = **Further down:**
why-line = { $place }. { $mentor } · { $shared ->
    [0] no language in common
   *[other] shares { $languages }
} · { $above ->
    [0] { $region }
   *[other] { $region }, above the region
} · { $places ->
    [one] one free place
   *[other] { $places } free places
} · { $offers ->
    [0] no offer
    [one] one offer
   *[other] { $offers } offers
} in 30 days{ $weighed ->
    [0] {""}
   *[other] {" "}· { $weight }
}
why-weight-low = would like fewer
why-weight-normal = would like as many as others
why-weight-high = would like more
why-nobody = Nobody else fits just now: no other { -mentor } for that region, or one above it, is there with a free place.
why-no-more = Nobody else fits.
why-how = Who shares a language comes first, then who is nearest to the region, then who had the fewest offers for their free places. Whoever is away or has no free place isn't offered anything.
why-not-waiting = #{ $number } waits for no { -mentor }: it is { $state }.

### Choosing a mentor.

command-choose = name up to three { -mentors } you'd like
do-choose = Choose
mentor-line = - { $mentor } · { $regions }{ $spoken ->
    [0] {""}
   *[other] {" "}· speaks { $languages }
}{ $known ->
    [0] {""}
   *[other] {" "}· { $topics }
} · { $places ->
    [one] one free place
   *[other] { $places } free places
} · { $time } there{ $hours ->
    [0] {""}
    [one] {" "}· usually answers within a working hour
   *[other] {" "}· usually answers within { $hours } working hours
}{ $days ->
    [0] {""}
    [one] {" "}· usually answers within a working day
   *[other] {" "}· usually answers within { $days } working days
}
mentors-nobody-now = No { -mentor } can be chosen just now: all are away, or have no free place. Your application #{ $number } stands as it is.
mentors-page = Page { $page } of { $pages }
mentors-no-page = { $pages ->
    [one] There is only one page of them.
   *[other] There are only { $pages } pages of them.
}
mentors-nobody = No { -mentor } can be chosen just now: all are away, or have no free place. You can apply all the same: the { -coordinators } look for somebody.
hint-more = … and { $count } more: `!mentors { $region }` shows them.
chosen = Your choice, the first wish first: { $mentors }. It's kept for your application.
chosen-kept = Your wishes for #{ $number }, the first one first: { $mentors }.
chosen-waits = { $mentor } is being asked just now{ $others ->
    [0] ; after them it's the turn of all { -mentors }
    [one] ; the other one comes after them
   *[other] ; the others come after them
}.
choose-not-there = { $mentor } isn't taking candidates at the moment, so nobody was chosen. `!mentors` shows who is.
choose-asked = { $mentor } was asked for your application already, and nobody is asked twice. Name somebody else.
choose-too-late = { $mentor } is your { -mentor } already (#{ $number }), so there's nobody left to choose. If it doesn't work out, `!rematch` asks for somebody else, and { $mentor } hears nothing of it.
