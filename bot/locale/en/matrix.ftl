# What only Matrix has to say.

matrix-unreadable = I can't read this: it is encrypted, and I don't have the key. Please write to me in a direct chat without encryption.
matrix-not-alone = This room isn't only ours any more, so I say nothing private here from now on. Start a new direct chat with me to go on; nothing you told me is lost.
matrix-invite-declined =
    You invited me into { $room }, and I declined: I follow only coordinators into shared rooms.
    Ask a coordinator to invite me, or write to me here.
