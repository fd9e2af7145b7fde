### Mails. Each goes to one candidate, about their own case, and says nothing of anybody else's, nor what staff wrote.
### All mails about a case have one subject: by it, too, mail programs keep them together.

mail-subject = { $programme }: your application #{ $number }
mail-offer = In our direct chat you can type:
mail-footer = You get this mail because you gave this address when you applied to { $programme } (#{ $number }). I can't read answers to it: please write to me in the chat instead.

mail-sponsored =
    Hello { $name },

    Congratulations: **you are an { -ambassador } for { $region } now!** 🎉 Thank you for everything you put into it.
mail-guided =
    {""}
    It was { $mentor } who guided you here.
mail-next-welcomed =
    {""}
    What's next? Come to the chat on { $platform }: { $region } hears of it there, too. Say hello, and tell them what you would like to do.
mail-next =
    {""}
    What's next? Come to the chat on { $platform }, say hello to the others, and tell them what you would like to do.

mail-undone =
    Hello { $name },

    I'm sorry: your sponsoring (#{ $number }) was recorded too early and is taken back for now. So you aren't an { -ambassador } for { $region } yet.
mail-undone-next =
    {""}
    The 👍 of { $mentor } still stands, and there's nothing you need to do. When the last step is done again, you'll hear it here and in the chat.
mail-undone-pool =
    {""}
    Your application goes on, and nothing of it is lost: it is open to all { -mentors } now. You'll hear in the chat as soon as one claims it.

mail-test-subject = { $programme }: a test
mail-test =
    Hello,

    This mail shows that I can send mails. There's nothing you need to do.
mail-test-footer = Somebody who runs the bot of { $programme } typed this address to try its mail settings.
