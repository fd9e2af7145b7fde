### When somebody works, and in which zone they are told times.

command-hours = when you work; or change it: Mon-Fri 9-17
command-hours-off = say on which days you're off
command-hours-on = take days off back
command-hours-holidays = whose public holidays you have
command-timezone = the time zone in which I tell you times; or change it

do-hours = Hours
do-hours-off = Day off
do-hours-on = Take back
do-no-holidays = No holidays
do-timezone = Time zone

hours-guessed = I take it that you work **{ $hours }** ({ $zone }), and remind you only then. `!hours` and `!timezone` change it.

hours = You work **{ $hours }** in { $zone }, where it's { $now } now. I remind you only then.
hours-not-said = You haven't told me your hours yet, so I took the programme's.
hours-set = Noted: you work **{ $hours }** in { $zone }, where it's { $now } now. I remind you only then.
hours-unreadable = I can't read “{ $typed }” as days and hours.
week-hours = Write days and hours, for example `!hours Mon-Fri 9-17` or `!hours Tue, Thu 18:30-22`.
week-days = Which days? Write their names and then the hours, for example `!hours Mon-Fri 9-17`.
week-clock = Hours go from 0 to 24, minutes from 00 to 59, for example `!hours Mon-Fri 8:30-17:15`.
week-night = Hours end later than they begin, at 24 at the latest, for example `!hours Mon-Fri 9-17` or `!hours Mon-Fri 18-24`.
week-split = I can keep one span of hours, the same for all days, for example `!hours Mon-Fri 9-17`.
hours-never = That would leave you no working time at all, and nobody could ever wait for you. Nothing was changed: `!hours` shows what I know. If you'd rather not be asked, tell the { -coordinators }.

hours-holidays = Public holidays: { $holidays } ({ $source }). `!hours holidays COUNTRY` changes that.
hours-no-holidays = No public holidays. `!hours holidays COUNTRY` changes that.
hours-next-holiday = The next one is { $day }.
hours-holidays-set = Noted.
hours-holidays-but = I don't know the public holidays of “{ $typed }”. Did you mean { $near }? It's typed like this: `!hours holidays { $first }`.
hours-holidays-unknown = I don't know the public holidays of “{ $typed }”. Write a country or a part of it by its code, for example `!hours holidays DE` or `!hours holidays DE-BY`; or `!hours holidays none`.

hours-days-off = Your days off:
hours-day-off = - { $days ->
    [one] { $first }
   *[other] { $first } to { $last }
}
hours-more-off = - … and { $count } more
hours-off = Noted: you're off { $days ->
    [one] on { $first }
   *[other] from { $first } to { $last }
}. I don't remind you then, and those days don't count while somebody waits for you.
hours-off-past = { $day } is over: today is { $today } where you are. Give a day that is still to come, for example `!{ $example }`.
hours-off-far = { $day } is too far off: I keep days off of the next two years.
hours-on = Noted: you work again { $days ->
    [one] on { $first }
   *[other] from { $first } to { $last }
}.
hours-on-but = Public holidays stay off, though: `!hours holidays none` drops them.
hours-on-not = You aren't off { $days ->
    [one] on { $first }
   *[other] from { $first } to { $last }
}, so there's nothing to take back.
hours-on-holiday = { $days ->
    [one] { $first } is a public holiday where you are
   *[other] There are public holidays from { $first } to { $last } where you are
}, not a day that you took off. `!hours holidays none` drops all public holidays.

day-unreadable = “{ $typed }” isn't a day I can read. Write for example `friday`, `24 December`, or year-month-day: `{ $example }`.
no-such-day = There is no { $typed }: that month ends on { $last }.
days-reversed = { $last } comes before { $first }. Write the first day first: `{ $last } to { $first }`.
days-too-many = That's a long time. Give at most { $most } days at once.

timezone = I tell you times in **{ $zone }**, where it's { $now } now.
timezone-guessed = The zone is { $source }. `!timezone CITY` changes it.
timezone-set = Noted: I tell you times in **{ $zone }**, where it's { $now } now. Your hours, { $hours }, are counted there.
timezone-which = There are several zones in “{ $typed }”: { $zones }{ $more ->
    [0] {""}
   *[other] , and { $more } more
}. Write `!timezone` and yours, or the city nearest to you.
timezone-but = I don't know the time zone “{ $typed }”. Did you mean `!timezone { $near }`?
timezone-unknown = I don't know the time zone “{ $typed }”. Write the nearest large city or your country, for example `!timezone Berlin` or `!timezone Nepal`.

from-own = what you said
from-profile = what your profile here says
from-config = what the { -coordinators } wrote down for you
from-region = your region's
from-programme = the programme's
