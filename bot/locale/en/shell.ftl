# What the shell says about itself. What stands between `backticks` is typed as it stands, and the tests read it.

## The first screen

shell-welcome = **Welcome to { $programme }.** This is the bot itself in your terminal. You speak for everybody, and it answers as it would in their chats.
shell-passing = Nothing here lasts: the database goes when you leave.
shell-lasting = The database stays when you leave.
shell-gap = { "" }
shell-here = **Who is here**
shell-newcomer = - { $who }, new here: that is you
shell-mentor = - { $who }, mentor ({ $regions })
shell-coordinator = - { $who }, coordinator
shell-places = Rooms: { $rooms }. Regions: { $regions }.
shell-begin = **Type this first**
    - `!apply`, and answer as kim. With a name in front it reads `kim: !apply`.
shell-then = **Then**
    - `ana@mentors: !claim 1` is ana in the mentors' room.
    - `be ana` makes you ana, `be kim` makes you kim again.
    - `?` shows all that you can type. `quit` or Ctrl-D leaves.

## Help

shell-help-says = **Somebody says something**
    - `kim: !apply` in the direct chat with the bot
    - `ana@mentors: !claim 1` in a room
    - `be ana` or `be ana@mentors`: from then on your words are ana's
shell-help-does = **Somebody does something**
    - `ana presses Claim on #1`
    - `ana presses the old Claim on #1` when the message has changed since
    - `ana reacts 👍 to #1`
    - `ana unreacts 👍 from #1`
    - `kim fills apply: email=kim@example.org; why=I like maps`
    - `kim edits kim@example.org -> kim@example.com`
    - `kim deletes kim@example.com`
    - `kim joins` opens a new direct chat
shell-help-clock = **Time passes**
    - `clock +3d`, also `clock +2h` and `clock +15m`
    - `clock 2026-03-02 09:00` in UTC
shell-help-leave = `quit` or Ctrl-D leaves.

shell-you-are = You are { $who } now, in a direct chat with the bot.
shell-you-are-in = You are { $who } in the room { $room } now.
shell-not-the-bot = The bot speaks for itself. Be somebody else: `be ana`.
shell-deaf = The bot doesn't listen in the room { $room }: the programme isn't bound to it.

## What can't be read: each says what was expected, with an example

shell-bad-line = I can't read “{ $typed }”.
shell-expected-anything = Write who says what, such as `kim: !apply` or `ana@mentors: !claim 1`.
shell-expected-bot = The bot speaks for itself. In a story, what it should say reads `bot -> kim: …` or `bot@mentors: …`.
shell-expected-colon = A colon stands behind the name, such as `kim: !apply` or `ana@mentors: !claim 1`.
shell-expected-press = Write which button, such as `ana presses Claim on #1`.
shell-expected-react = Write which emoji and which case, such as `ana reacts 👍 to #1`.
shell-expected-unreact = Write which emoji and which case, such as `ana unreacts 👍 from #1`.
shell-expected-fill = Write the form, then each field once with semicolons between, such as `kim fills apply: email=kim@example.org; why="maps; and people"`.
shell-expected-edit = Write the old words and the new ones, such as `kim edits kim@example.org -> kim@example.com`.
shell-expected-delete = Write the words of the message, such as `kim deletes kim@example.org`.
shell-expected-join = Nothing follows: `kim joins`.
shell-expected-clock = Write how far, or a day and time in UTC, such as `clock +3d`, `clock +2h`, `clock +15m` or `clock 2026-03-02 09:00`.
shell-expected-line-before = A line indented by four spaces goes on with the line before it, and there is none. Write it without the indent, such as `kim: !apply`.
shell-expected-typed-before = Nobody has done anything yet. A line such as `kim: !apply` comes first, what the bot should say to it after.
shell-expected-silence-alone = Where silence is expected, nothing else can be. Write `silence` alone.

## What can't be done

shell-no-button = There is no button “{ $label }” to press there now. { $count ->
    [0] There is none at all.
    [one] There is: { $labels }.
   *[other] There are: { $labels }.
}
shell-no-card = Nothing about #{ $number } has been said yet that { $who } could see.
shell-no-message = { $who } has said nothing that reads “{ $text }”.
shell-no-reaction = { $who } hasn't reacted { $emoji } to it.
shell-no-form = There is no form called { $form }.
shell-only-in-stories = What the bot should say belongs into a story. Here it says it: try `kim: !apply`.
shell-clock-end = No calendar reaches that far. Try `clock +3d`.

## Stories

shell-story-differs = the bot said something else (- expected, + said)

## Files

shell-picture = [picture: { $alt }]
shell-file = [file: { $name }]
shell-file-more = { $count ->
    [one] … and one more row
   *[other] … and { $count } more rows
}
