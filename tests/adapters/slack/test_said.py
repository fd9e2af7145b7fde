"""What the programme really says, from the first word to the title: Slack takes all of it."""

from pathlib import Path

from adapters.slack.render import Page, pages
from bot.message import MESSAGE, Message
from tests.adapters.slack.looks import CATALOGUE, HOW, golden, sendable
from tests.world import MENTORS, world

STEPS = (
    ("cora", "!help"),
    ("kim", "!status"),
    ("kim", "!mentors"),
    ("ana", "!queue"),
    ("ana", "!case 1"),
    ("ana", "!read 1"),
    ("bo", "!claim 1"),
    ("ana", "!claim 1"),
    ("bo", "!ask 1 Which *towns*\n<!channel> first?"),
    ("kim", "!answer Oslo &amp; Bergen"),
    ("bo", "!note 1 Met Kim"),
    ("bo", "!handover 1 ana"),
    ("bo", "!mentees"),
    ("bo", "!away until 2027-01-31"),
    ("bo", "!thumbsup 1"),
    ("bo", "!case 1"),
    ("cora", "!claim"),
    ("cora", "!nonsense <@U1>"),
    ("bo", "!takeback 1"),
    ("bo", "!notyet 1 Please run one meetup first until 2027-03-31"),
    ("kim", "!withdraw"),
    ("cora", "!role grant sponsor @bo"),
)
GOLDEN = {"!help", "!queue", "!case 1", "!read 1"}


def page(message: Message, command: str | None = None) -> Page:
    (made,) = pages(CATALOGUE.render(message), CATALOGUE, None, HOW, command=command)
    return made


async def test_slack_takes_everything_that_is_said(tmp_path: Path) -> None:
    async with world(tmp_path) as there:
        await there.apply("kim", why="*maps* <!channel>\n> quoted", mentors="bo", links="https://example.org/kim")
        ((card,),) = await there.rows("select message from outbox where key = ? and lane = ?", "card:1", MENTORS)
        golden("said-card", sendable(page(MESSAGE.validate_json(card))))
        shown: dict[str, Page] = {}
        for who, text in STEPS:
            answer = await there.say(who, text)
            assert answer is not None
            made = page(answer.message, command=text.removeprefix("!"))
            sendable(made)
            shown.setdefault(text, made)
        for text in sorted(GOLDEN):
            golden(f"said-{text.strip('!').replace(' ', '-')}", shown[text].body)
        queued = await there.rows("select lane, message from outbox order by id")
        assert len(queued) > 10
        assert any(lane.endswith("kim") for lane, _ in queued)
        for _, message in queued:
            sendable(page(MESSAGE.validate_json(message)))
