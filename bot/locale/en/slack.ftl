# What only Slack has to say.

slack-more = Show more
slack-cut = There is more than fits here.
slack-cut-case = There is more than fits here: `!case { $number }` shows it.

## Forms

slack-title = Your form
slack-close = Close
slack-option = { $label }
slack-kept = **{ $field }**
    What you wrote is longer than this form can show, so it stays as it is. To change it, write `{ $command }` to me in our direct chat.

## When something takes too long

slack-unknown = I can't ask Slack who you are right now, so I've done nothing. Please try again in a minute.
slack-late = One moment: this takes longer than usual. I've kept what you typed, and the answer comes by itself.
slack-late-form = One moment: this takes longer than usual. I've kept your answers, and you'll hear from me in our direct chat.

## The app's page on Slack

slack-manifest-command = everything the bot can do: claim, status, queue, help …
slack-manifest-description = Applications, mentors and sponsoring for an { -ambassador } programme
