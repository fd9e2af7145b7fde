"""Events and messages come back from their JSON as they went in: inbox and outbox keep them that way."""

from datetime import UTC

from hypothesis import given
from hypothesis import strategies as st

from bot.address import Identity, Room
from bot.event import EVENT, AnyEvent, Edited, Joined, Pressed, Reacted, Said, Sender, Submitted, Unreacted
from bot.message import MESSAGE, Action, Ago, Day, Many, Mention, Message, Text, Tongue, Words

texts = st.text(st.characters(exclude_categories=["Cs"]))
identities = texts.map(Identity)
whens = st.datetimes(timezones=st.just(UTC))
senders = st.builds(Sender, identity=identities, name=texts, bot=st.booleans())
frame = {
    "source": texts,
    "id": texts,
    "at": whens,
    "sender": senders,
    "room": texts.map(Room),
    "direct": st.booleans(),
    "thread": st.none() | texts,
    "window": st.booleans(),
}
mentions = st.dictionaries(texts, identities, max_size=3)
events: st.SearchStrategy[AnyEvent] = st.one_of(
    st.builds(Said, **frame, text=texts, message=texts, addressed=st.booleans(), mentions=mentions),
    st.builds(Pressed, **frame, text=texts),
    st.builds(Reacted, **frame, message=texts, emoji=texts, reaction=texts),
    st.builds(Unreacted, **frame, reaction=texts),
    st.builds(Edited, **frame, message=texts, text=st.none() | texts),
    st.builds(Submitted, **frame, form=texts, values=st.dictionaries(texts, texts, max_size=3)),
    st.builds(Joined, **frame),
)

people = st.builds(Mention, identities, texts)
several = st.lists(
    texts | st.builds(Words, texts) | people | st.builds(Text, texts) | st.builds(Tongue, texts), max_size=3
)
values = st.one_of(
    texts,
    st.integers(-(2**53), 2**53),
    st.builds(Words, texts),
    people,
    st.builds(Day, st.dates()),
    st.builds(Ago, st.integers(0, 2**40)),
    st.builds(Text, texts),
    st.builds(Tongue, texts),
    st.builds(Many, several.map(tuple), st.booleans()),
)
actions = st.lists(st.builds(Action, texts, texts, st.booleans()), max_size=3).map(tuple)
leaves = st.builds(Message, texts, st.dictionaries(texts, values, max_size=4), st.just(()), actions)
messages = st.recursive(
    leaves,
    lambda inner: st.builds(
        Message, texts, st.dictionaries(texts, values, max_size=2), st.lists(inner, max_size=3).map(tuple), actions
    ),
    max_leaves=5,
)


@given(events)
def test_an_event_comes_back(event: AnyEvent) -> None:
    assert EVENT.validate_json(EVENT.dump_json(event)) == event


@given(messages)
def test_a_message_comes_back(message: Message) -> None:
    assert MESSAGE.validate_json(MESSAGE.dump_json(message)) == message
