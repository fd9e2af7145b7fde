# Offers of the pool: whose turn it is, and why.

command-weight = how many cases you'd like to be offered
command-queue-why = who is offered a case, and why in that order
do-weight-low = Fewer
do-weight-normal = As many as others
do-weight-high = More
do-queue-why = Who's next
relation-invited = a { -mentor } it is offered to
act-offer = offer
act-decline-offer = decline the offer of
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
offer-declined = All right, I ask the next { -mentor } for #{ $number }. Nobody is told that you said no but those who work on the case. `!weight low` gets you fewer offers, `!capacity 0` none.

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
    [yes] {" "}· { $weight }
   *[other] {""}
}
why-weight-low = would like fewer
why-weight-normal = would like as many as others
why-weight-high = would like more
why-nobody = Nobody else fits just now: no other { -mentor } for that region, or one above it, is there with a free place.
why-no-more = Nobody else fits.
why-how = Who shares a language comes first, then who is nearest to the region, then who had the fewest offers for their free places. Whoever is away or has no free place isn't offered anything.
why-not-waiting = #{ $number } waits for no { -mentor }: it is { $state }.
