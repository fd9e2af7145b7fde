### What coordinators hear of messages that got lost on their way.

letters = { $count ->
    [one] **A message of mine didn't get through,** so somebody may be waiting for it.
   *[other] **{ $count } messages of mine didn't get through,** so somebody may be waiting for them.
}
letters-files = { $count ->
    [one] **I couldn't bring a file.** What I had to say with it, I said without it.
   *[other] **I couldn't bring { $count } files.** What I had to say with them, I said without them.
}
letters-unsure = { $count ->
    [one] One may have arrived all the same: I can't tell.
   *[other] { $count } may have arrived all the same: I can't tell.
}
letters-cases = About { $cases }: `!case { $number }` shows why.
letters-more = And about { $count ->
    [one] one more case.
   *[other] { $count } more cases.
}
letters-why = - { $cause }
letters-how = What can't wait, please tell people yourself. Whoever runs the bot sees each message with `ambassador outbox list`, and can send it again.
