### Regions, and who is where. `who` is for a stranger who looks for somebody near: it always names somebody to turn to.

command-region-add = make a region
command-region-edit = change one thing of a region: name, aliases, countries, channels, zone, language, holidays, lead or digest
command-region-move = put a region, with all below it, under another
command-region-remove = remove a region on which nothing hangs
command-region-show = the regions, or all about one of them
command-who = the { -ambassadors } of a place and how to reach them, or who knows about a topic

do-region-add = Add a region
do-region-edit = Change it
do-region-show = Show it
do-region-countries = Its countries
do-region-zone = Its time zone
do-region-channels = Its channels
do-region-lead = Its lead
do-regions = All regions
do-who = Who is there
do-look-again = Look again

and-others = others

## Making, moving, removing

region-added = **{ $region }** is a region now. Its time zone is { $zone } until you name another.
region-added-under = **{ $region }** is a region now, under { $parent }. Its time zone is { $zone }, and whatever else you don't set it has from { $parent }.
region-add-under = You lead { $regions }: say under which of your regions the new one is, for example `!{ $example } REGION`.
region-moved = **{ $region }** is under { $parent } now{ $below ->
    [0] {""}
    [one] , and so is what lies below it
   *[other] , and so are the { $below } regions below it
}. Its time zone is { $zone }.
region-the-top = nothing: at the top
region-there = { $region } is under { $parent } already.
region-circle = { $region } can't be under { $parent }, because { $parent } lies below it: { $path }. Move { $parent } somewhere else first.
region-under-what = Say under which region: `under EMEA`, or `under nothing` for the top.
region-not-yours = { $region } isn't yours to change: you lead { $regions }. One of the { -coordinators } can, or who leads a region above it.
region-from-above = Who leads { $region }, where it hangs and whether it stays is decided from above it: by the { -coordinators }, or who leads a region above.
region-removed = **{ $region }** is gone.
region-freed = Free again: { $channels }.
region-remove-not = { $region } can't go yet:
region-has-below = - Under it: { $names }; `!region move { $first } under …` puts one elsewhere
region-has-leads = - It is led by { $people }; `!region edit { $typed } lead none` takes that from them
region-has-mentors = - Who guides there as a { -mentor }: { $people }{ $more ->
    [0] {""}
    [one] , and one more
   *[other] , and { $more } more
}. `!mentor remove @…` ends that; `!mentor add @… REGION` lets them guide elsewhere
region-has-cases = - { $open ->
    [0] {""}
    [one] one open case
   *[other] { $open } open cases
}{ $open ->
    [0] {""}
   *[other] { $closed ->
        [0] {""}
       *[other] {" and "}
    }
}{ $closed ->
    [0] {""}
    [one] one closed case
   *[other] { $closed } closed cases
} of people who applied there
region-has-ambassadors = - { $ambassadors ->
    [one] one { -ambassador }
   *[other] { $ambassadors } { -ambassadors }
}
region-has-written = - { $written ->
    [one] one report, feedback or thanks
   *[other] { $written } reports, feedback and thanks
} from there
region-stays = What happened in a region isn't moved to another. Rather give it another name, or put it under another region, whose lead and figures then count it, too: `!region edit { $typed } name NEW`, `!region move { $typed } under { $under }`

## Names

region-name-long = That's a long name. { $most } letters are the most.
region-name-what = “{ $typed }” can't be a region's name: it begins with a letter, and isn't a word that I use, such as “none” or “under”.
region-name-taken = There is a region { $region } already.
region-alias-taken = “{ $typed }” is another name of { $region } already.
region-renamed = People can still write “{ $old }”. To forget that name: `!region edit { $typed } aliases -{ $old }`

## Changing one thing

region-edited = **{ $region }**, { $what }: { $value }.
region-same = Nothing changes: **{ $region }**, { $what }: { $value }.
region-edit-what = “{ $typed }” is nothing that I can change. It's { $things }, for example `!region edit { $region } zone Berlin`.
region-edit-what-but = “{ $typed }” is nothing that I can change. Did you mean { $near }? It's { $things }, for example `!region edit { $region } zone Berlin`.
region-edit-value = What is it to be for { $region }?
region-how-name = Write `!region edit { $typed } name NEW`.
region-how-aliases = Write `!region edit { $typed } aliases Europe, Middle East`, or `none`. With + or - in front a name is added or taken out.
region-how-countries = Write `!region edit { $typed } countries DE AT Switzerland`, or `none`. With + or - in front a country is added or taken out.
region-how-channels = Write `!region edit { $typed } channels #channel`, or `none`. With + or - in front a channel is added or taken out.
region-how-zone = Write `!region edit { $typed } zone Berlin`, or `none` to have it from above.
region-how-language = Write `!region edit { $typed } language de`, or `none` to have it from above.
region-how-holidays = Write `!region edit { $typed } holidays DE DE-BY 12-24`, or `none` to have them from above.
region-how-lead = Write `!region edit { $typed } lead @somebody`, or `none`.
region-how-digest = Write `!region edit { $typed } digest Tue 10:00`, or `none` for the programme's day and time.
region-the-name = its name
region-the-aliases = other names
region-the-countries = its countries
region-the-channels = its channels
region-the-zone = its time zone
region-the-language = its language
region-the-holidays = its holidays
region-the-lead = who leads it
region-the-digest = when its week is told
region-as-above = as above it
region-as-programme = as the programme's
region-clock = It's { $time } there now ({ $zone }).
region-too-many = That's a long list. { $most } are the most.

region-no-country = I don't know a country “{ $typed }”. Write its name, or its two letters, for example `DE`.
region-no-country-but = I don't know a country “{ $typed }”. Did you mean { $near } (`{ $code }`)?
region-country-taken = { $country } belongs to { $region } already, which is neither above nor below. Take it out there first: `!region edit { $edit } countries -{ $code }`
region-zone-which = There are several time zones in “{ $typed }”: { $zones }{ $more ->
    [0] {""}
   *[other] , and { $more } more
}. Write one of them, or the city nearest to most.
region-zone-but = I don't know the time zone “{ $typed }”. Did you mean { $near }?
region-zone-unknown = I don't know the time zone “{ $typed }”. Write the nearest large city, or a zone such as `Europe/Berlin`.
region-language-but = I don't know a language “{ $typed }”. Did you mean { $near } (`{ $code }`)?
region-language-unknown = I don't know a language “{ $typed }”. Write its name, or its code, for example `de`.
region-holidays-but = I can't read “{ $typed }” as holidays. Did you mean { $near }?
region-holidays-what = I can't read “{ $typed }” as holidays. Write countries (`DE`), parts of them (`DE-BY`), or days (`12-24` for every year, `2026-12-28` for one).
region-holidays-calendar = I don't know the calendar “{ $typed }”. Whoever runs the bot names it in its config first, under programme.holidays.
region-digest-what = I can't read “{ $typed }” as a day and a time. Write for example `Tue 10:00`.

region-channel-unknown = I don't know a channel “{ $typed }”.
region-channel-how-slack = Type # and pick the channel from Slack's list, so that I know which one you mean. A private one I only see once I'm in it.
region-channel-how-matrix = Write its whole address, such as `#emea:example.org`.
region-channel-how-shell = Write it with a #, such as `#emea`.
region-channel-not-in = I'm not in { $channel }, so I couldn't write there. Nothing was changed.
region-channel-invite-slack = Invite me: write `/invite @` and my name there. Then look again.
region-channel-invite-matrix = Invite me there: I follow the invitations of { -coordinators }. Then look again.
region-channel-invite-shell = Invite me there, then look again.
region-channel-taken = { $channel } is a channel of { $region } already. Take it out there first: `!region edit { $edit } channels -#CHANNEL`

## Showing

region-tree = { $count ->
    [one] **One region:**
   *[other] **{ $count } regions:**
}
region-tree-none = There are no regions yet.
region-tree-how = `!region show NAME` tells all about one, `!who NAME` who is there.
region-branch = - { $depth }{ $region }{ $known ->
    [0] {""}
   *[other] {" "}({ $aliases })
}{ $below ->
    [0] {""}
    [one] {" "}· one below it
   *[other] {" "}· { $below } below it
}
region-one = **{ $region }**
region-under = - Under { $path }
region-aliases = - Also called { $aliases }
region-below = - Below it: { $names }{ $more ->
    [0] {""}
   *[other] , and { $more } more
}
region-lead = - Lead: { $people }
region-lead-none = - No lead of its own: { $people } { $count ->
    [one] answers
   *[other] answer
} for it
region-people = - { $ambassadors ->
    [0] No { -ambassador } yet
    [one] One { -ambassador }
   *[other] { $ambassadors } { -ambassadors }
}, { $mentors ->
    [0] no { -mentor } of its own
    [one] one { -mentor }
   *[other] { $mentors } { -mentors }
}
region-countries = - Countries: { $countries }
region-channels = - { $own ->
    [0] Channels of { $of }
   *[other] Channels
}: { $channels }
region-zone = - Time zone: { $zone }, where it's { $time } now
region-language = - Language: { $language }
region-no-holidays = - No holidays
region-holidays = - Holidays: { $holidays }{ $own ->
    [0] {" "}({ $source })
   *[other] {""}
}
region-digest-not = - Its week's time is { $digest }, but { $off ->
    [0] it has no channel
   *[other] weeks aren't told here
}
region-digest-next = - Its week is told next { $next }
region-digest-paused = - Its digest is paused until { $until }; its week is told next { $next }
region-cases = - { $cases ->
    [0] Nobody is applying there
    [one] One draft or open case
   *[other] { $cases } drafts and open cases
}
region-missed = - { $times ->
    [one] Once somebody looked for an { -ambassador } there in vain
   *[other] { $times } times somebody looked for an { -ambassador } there in vain
}

## Who is where

who = **{ $place }**
who-guessed = I took “{ $typed }” for { $place }.
who-in = { $place } is in { $region }.
who-in-none = { $place } is in none of our regions yet.
who-clock = It's { $time } there now ({ $zone }).
who-ambassadors = The { -ambassadors } there: { $people }{ $more ->
    [0] {""}
   *[other] {" "}and { $least ->
        [0] {""}
       *[other] at least{" "}
    }{ $more } more
}. Write to them: they're glad to help.
who-nobody = There's no { -ambassador } in { $place } yet. I've noted that somebody looked for one.
who-instead = The nearest are in { $region }: { $people }{ $more ->
    [0] {""}
   *[other] {" "}and { $least ->
        [0] {""}
       *[other] at least{" "}
    }{ $more } more
}. Write to them: they're glad to help.
who-lead = Lead: { $people }.
who-lead-above = { $people } { $count ->
    [one] answers
   *[other] answer
} for it.
who-channels = People meet in { $channels }.
who-mentors = The { -mentors } are in { $channels }; `!{ $command }` shows who can be chosen.
who-unknown = I don't know a place or a topic “{ $typed }”. Name a region, a country or a large city. The regions are { $regions }.
who-topic = **{ $topic }**: these { -mentors } know about it.
who-knows = - { $mentor } · { $regions }
who-more = - and { $more } more
who-topic-how = Write to them: they're glad to help.
