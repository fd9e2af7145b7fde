"""A programme of its own for weeks or a year: people who act and fall silent, on the real engine, ticker and courier.

``programme`` draws who takes part, ``habits`` what they do about what they are told, ``course`` lets the time go by for
them and for the bot (``process``). ``judge`` reads the database and what was said (``books``, ``cases``): it follows
the waiting (``waiting``), the reminders (``reminders``) and the working time (``times``) by hand, from the programme's
words, and asks nothing of the code that it judges.
"""
