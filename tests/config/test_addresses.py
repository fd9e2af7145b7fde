"""Rooms and people must be on a platform that the config fills in: elsewhere nothing would ever reach them."""

from pathlib import Path

import pytest

from bot.cli import faults
from bot.cli.demo import PROGRAMME, demo_config
from bot.settings import Programme
from tests.config.desk import CANARY, GOOD, MATRIX, Desk

SLACK = "it is on Slack, which this config doesn't fill in; name"
SHELL = "it is on the shell, which only the demo speaks; name"
ANA, ROOM = '"matrix:@ana:example.org"', '["matrix:#mentors:example.org"]'
REGION = '[[region]]\nname = "EMEA"\n'


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (ROOM, '["slack:T1/C1"]', f"programme.mentors_channels, no. 1: {SLACK} a room on Matrix"),
        (ROOM, '["matrix:#a:b", "slack:T1/C1"]', f"programme.mentors_channels, no. 2: {SLACK} a room on Matrix"),
        (ROOM, '["shell:mentors"]', f"programme.mentors_channels, no. 1: {SHELL} a room on Matrix"),
        (ANA, '"slack:T1/U1"', f"programme.coordinators, no. 1: {SLACK} an account of theirs on Matrix"),
        (ANA, f'{ANA}, "shell:ana"', f"programme.coordinators, no. 2: {SHELL} an account of theirs on Matrix"),
        (ANA, '["slack:T1/U1", "shell:ana"]', "programme.coordinators, no. 1: it is on the shell and Slack"),
        (ROOM, f'{ROOM}\ncoordinators_channels = ["slack:T1/C1"]', f"programme.coordinators_channels, no. 1: {SLACK}"),
        (ROOM, f'{ROOM}\nambassadors_channels = ["slack:T1/C1"]', f"programme.ambassadors_channels, no. 1: {SLACK}"),
    ],
)
def test_an_address_that_no_platform_reaches(desk: Desk, old: str, new: str, said: str) -> None:
    assert old in GOOD
    (fault,) = desk.faults(GOOD.replace(old, new) + MATRIX)
    assert fault.startswith(said)


def test_in_a_region_and_of_a_mentor(desk: Desk) -> None:
    mentor = '[[mentor]]\nperson = "slack:T1/U1"\nregions = ["EMEA"]\n'
    assert desk.faults(f'{GOOD}{MATRIX}{REGION}channels = ["matrix:#a:b", "slack:T1/C1"]\n{mentor}') == [
        f"[[mentor]] no. 1, person: {SLACK} an account of theirs on Matrix",
        f"[[region]] EMEA, channels, no. 2: {SLACK} a room on Matrix",
    ]


def test_one_address_of_a_person_is_enough(desk: Desk) -> None:
    both = f'["slack:T1/U1", {ANA}]'
    mentor = f'[[mentor]]\nperson = {both}\nregions = ["EMEA"]\n'
    desk.load(GOOD.replace(ANA, both) + MATRIX + REGION + mentor)


def test_they_are_said_with_the_other_faults(desk: Desk) -> None:
    text = GOOD.replace(ROOM, '["slack:T1/C1", "slack:mentors"]') + MATRIX + "[http]\nport = -1\n"
    assert [line.split(":")[0] for line in desk.faults(text)] == [
        "http.port",
        "programme.mentors_channels, no. 1",
        "programme.mentors_channels, no. 2",  # once, for what it is: no address
    ]


def test_the_environment_is_held_to_it_too(desk: Desk) -> None:
    desk.set(AMBASSADOR_PROGRAMME__COORDINATORS='["slack:T1/U1"]')
    (fault,) = desk.faults(GOOD + MATRIX)
    assert fault.startswith(f"programme.coordinators, no. 1: {SLACK}")


def test_no_such_fault_shows_the_address(desk: Desk) -> None:
    for old, new in ((ANA, f'"shell:{CANARY}"'), (ROOM, f'["shell:{CANARY}"]')):
        assert CANARY not in "\n".join(desk.faults(GOOD.replace(old, new) + MATRIX))


def test_without_any_platform_that_alone_is_said(desk: Desk) -> None:
    desk.load(GOOD.replace(ANA, '"slack:T1/U1"').replace(ROOM, '["shell:mentors"]'))


def test_the_demo_is_on_the_shell(tmp_path: Path) -> None:
    assert not demo_config(tmp_path, PROGRAMME).platforms
    assert demo_config(tmp_path).programme.mentors_channels == ("shell:mentors",)


def test_a_platform_that_is_spoken_but_not_filled_in() -> None:
    values = {"slack": {}, "programme": {"mentors_channels": ["slack:T1/C1", "matrix:#a:b"]}}
    assert list(faults.addresses(values, ("matrix", "slack"))) == [
        "programme.mentors_channels, no. 2: it is on Matrix, which this config doesn't fill in; name a room on Slack"
    ]


def test_every_key_that_names_rooms_is_looked_at() -> None:
    assert set(faults.CHANNELS) == {key for key in Programme.model_fields if key.endswith("_channels")}
