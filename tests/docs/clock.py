"""Draws docs/clock.md: how time is counted, in words, and the ladders, from the code."""

from collections.abc import Callable, Iterable

from bot.cli.policy import rungs
from bot.policy import Ladders

Table = Callable[[tuple[str, ...], Iterable[tuple[str, ...]]], str]

TIME = """
# The clock

Whoever waits is never forgotten: a case that waits for somebody has a next rung on a **ladder**, an instant at which
the bot does something about it. This page tells how time is counted, who is reminded when, and what people say about
their own time.

```
ambassador policy show -c config.toml       # the ladders, hours and holidays of your config, as tables
ambassador policy try 42 -c config.toml     # the rungs that are to come for case 42, in everybody's own time
```

In chat, `case 42` shows the same rungs to those who work on it, in the reader's zone, and `status` tells candidates
when they hear next.

## Waits

A wait is a whole number of one unit.

| a wait | is over |
| --- | --- |
| `2 working days` | at the same time of day, two working days on; outside working time, counted from when work begins |
| `6 working hours` | after so many hours of working time, perhaps over several days |
| `30 days`, `2 weeks` | at the same time of day, so many dates on, weekends or not |
| `12 hours` | so many hours later |

Working days and hours are those of whoever is waited for; for the pool, a lead or the coordinators, those of the case's
region. Who has no working time within two years holds nobody up: then the region's hours count.

A time of day is one on the clock of whoever it is for. Where the clock is put forward and that time doesn't exist, it
is the first moment after the gap; where it is put back and the time comes twice, it is the first of the two. So "the
same time tomorrow" stays the same on the clock, also on a day of 23 or 25 hours.

## The ladders

Each wait counts from when the waiting began; for a mentor who was asked, from when they were asked. A later rung never
has a shorter wait. Where other people's hours bring a later rung to come first, the earlier one is left out. Nothing
ends unasked, though: the wait before an end is longer than the one below it, in the same unit. The candidate hears
at every rung where their case stands, and by when they hear again.
"""
HOURS = """
Every wait is a key of the config: `pool` below `[ladder.application]` ([config.md](config.md)). After a restart a
changed one holds for each case from its next rung on.

A **reminder** is private, and carries its answers. It leaves in its reader's working hours, on their working days,
never while they are away, and at most once a day: what waits for one person on one day comes as one message. So it may
come later than its rung. Whatever answers it, on any platform, cancels it.

| answer | typed | what comes of it |
| --- | --- | --- |
| Claim | `claim 42` | the case is the mentor's |
| Not me | `decline 42 REASON` | the next is asked at once; the button asks for a colleague, too |
| Remind me tomorrow | `snooze 42 tomorrow` | nothing until the next working day's morning |
| Remind me next week | `snooze 42 next week`, `snooze 42 friday` | the same, from that day on |
| | `snooze 42 until 2027-01-07` | the same; a claimed case doesn't lapse before |
| Done | `done 42`, `done 42 We met on Tuesday` | it is in the history, and nobody is asked for a while |
| Hand on | `handover 42 @MENTOR` | the colleague is asked |
| Release | `release 42` | it goes back to the pool |
| Away for a week | `away in a week`, `away until DATE` | what waits goes to others ([mentors.md](mentors.md)) |
| I'd like to go on | `continue` | the candidate's own: the mentor hears it, and the wait begins anew |

While a case's mentor isn't there, whoever looks after it is reminded: their cover, else the region's lead, else the
coordinators. The mentor's own reminder waits for them.

No case lapses, and no draft is discarded, while a reminder of it still waits for its reader to be there. Nobody's
absence keeps one open for more than 92 days, though.

## Hours

Whoever has said nothing works as `[programme] hours` says. They can say it themselves:

| typed | means |
| --- | --- |
| `hours` | show what the bot goes by, and where it has that from |
| `hours Mon-Fri 9-17`, `hours Tue, Thu 18:30-22` | the days, and one span of hours, the same for all of them |
| `hours off 2026-12-24 to 2027-01-02`, `hours off 2026-12-24` | days off, up to two years ahead |
| `hours on 2026-12-24` | take one back; with `to DATE`, several |
| `hours holidays DE`, `hours holidays DE-BY, Poland` | whose public holidays one has, in place of the region's |
| `hours holidays none`, `hours holidays region` | none; those of the region again |
| `timezone Berlin`, `timezone Nepal`, `timezone Asia/Kathmandu` | where hours are counted and times are told |

Each change moves what is due for that person at once. Hours that go over midnight can't be kept, nor a week without a
working day. Mentors who aren't there for a while type `away until DATE`: then they aren't asked either. They are back
by themselves when that day begins in their zone, and read then what happened ([mentors.md](mentors.md)).

Days are written as `2026-12-24` or in words: `friday`, `24 December`, `in two weeks`, in English or one's own language.

The **zone** is the first of these that is known: what they said, what their profile on Slack or Matrix names, what
`[[mentor]] time_zone` says, that of their region or of the nearest one above it that has one, that of the programme.
What the bot took for somebody's hours it tells them once, with their first reminder.

## Holidays

Nobody is reminded on a public holiday of theirs, and it is no working day. Whose these are is the first of: what they
said, the region's `holidays`, those of the nearest region above that has some, the programme's. An entry is

- a country, `DE`, or a part of one, `DE-BY`: its public holidays, as the library `holidays` knows them;
- a date, `2026-12-28`, or `12-24` for every year;
- a calendar, `club.ics`: the days of its all-day events from 2020 to 2040. The file lies beside the config file, or
  where a relative path leads from there, and is read at the start.

A calendar that only the database names, because its entry has left the config, isn't read and counts as no day off;
`ambassador config check` tells.

## What else is due

| | when |
| --- | --- |
| a mentor's return | at the start of the day that they named, in their zone; the summary when their work begins |
| the next colleague is asked to cover for a mentor | `mentoring.cover` after the one before; at once when they can't |
| a silent mentor is taken to be away | a working day after the last of `mentoring.silent_after` reminders in a row |
| a region reads its week | on `digest.day` at `digest.time` where it is, or when it likes ([digest.md](digest.md)) |

## When the bot wasn't running

What became due meanwhile is done at the next start, once, in the order in which it was due. A reminder that isn't true
any more by then is dropped. Nothing is done twice by a clock that was set back, nor by a second process.
"""


def page(head: str, table: Table) -> str:
    """The page. ``head`` is its first line, ``table`` draws one from a head and rows."""
    parts = [head + TIME]
    for name, section, lines in rungs(Ladders()):
        parts.append(f"### {type(section).__doc__}\n")
        rows = [(f"`{name}.{rung}`", wait, whose, what) for rung, wait, whose, what in lines]
        parts.append(table(("rung", "after", "in the hours of", "what happens"), rows))
    return "\n".join([*parts, HOURS.strip("\n")]) + "\n"
