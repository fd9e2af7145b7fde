"""Every fault is said with its key's name and what to write instead; all of them at once."""

import pytest

from bot.cli.config import load
from tests.config.desk import GOOD, Desk

REGION = '[[region]]\nname = "EMEA"\n'
PARENT = "[[region]] EMEA, parent:"
MENTOR = '[[mentor]]\nperson = "matrix:@ana:example.org"\nregions = ["EMEA"]\n'
MATRIX = '[matrix]\nhomeserver = "https://m.example.org"\nuser_id = "@bot:example.org"\npassword = "x"\n'


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ('[http]\nprot = 1\n', "http.prot: unknown key; did you mean port?"),
        ('[http]\nwhatever = 1\n', "http.whatever: unknown key; there are host, port, public_url"),
        ('[matrx]\nuser_id = "x"\n', "matrx: unknown key; did you mean matrix?"),
        ('[http]\nport = "eighty"\n', "http.port: write a whole number"),
        ("[http]\nport = 65536\n", "http.port: write a number of 65535 or less"),
        ('[http]\npublic_url = "bot.example.org"\n', "http.public_url: write an address such as https://bot.example.org"),
        ("http = 1\n", "http: write it as a section, [http] with its keys below"),
        ('ladder = 1\n', "ladder: write it as a section, [ladder] with its keys below"),
        ('[ladder]\ndraft = "3 days"\n', "ladder.draft: write it as a section, [ladder.draft] with its keys below"),
        ('[ladder.aplication]\n', "ladder.aplication: unknown key; did you mean application?"),
        ('[ladder.xyz]\n', "ladder.xyz: unknown key; there are application, mentoring, question, thumbs_up, draft"),
        ('[ladder.application]\npol = "1 day"\n', "ladder.application.pol: unknown key; did you mean pool?"),
        ("[ladder.application]\npool = 3\n", "ladder.application.pool: a wait needs a unit: 1 working day, 6 working"),
        ('[ladder.application]\npool = "3"\n', "ladder.application.pool: a wait needs a unit: 1 working day, 6"),
        ('[ladder.application]\npool = "3 moons"\n', "ladder.application.pool: write a wait as a whole number of"),
        ('[ladder.application]\npool = "0 days"\n', "ladder.application.pool: write at least 1 day, at most 366"),
        ('[ladder.application]\npool = "1 day"\n', "ladder.application.pool: it comes after 1 day, but next_choice, "),
        ('[ladder.mentoring]\nidle = "9 weeks"\n', "ladder.mentoring.lapse: it comes after 44 days, but idle, the"),
        ('[ladder.mentoring]\nidle = "44 days"\n', "ladder.mentoring.lapse: it ends what idle asks about after 44"),
        ('[ladder.question]\nidle = "29 working days"\n', "ladder.question.lapse: it ends what idle asks about after"),
        ('[ladder.draft]\ndiscard = "73 hours"\n', "ladder.draft.discard: it ends what candidate asks about after 3"),
        (f"{REGION}holidays = ['germany']\n", "[[region]] EMEA, holidays, no. 1: write DE"),
        (f"{REGION}holidays = ['DE', 'DE-XX']\n", "[[region]] EMEA, holidays, no. 2: DE has no such part; "),
        (f"{REGION}holidays = ['2026-02-31']\n", "[[region]] EMEA, holidays, no. 1: February 2026 has days from 1 to"),
        (f"{REGION}holidays = ['club.ics']\n", "[[region]] EMEA, holidays, no. 1: club.ics can't be read: No such"),
        (f"{REGION}holidays = ['config.toml/x.ics']\n", "[[region]] EMEA, holidays, no. 1: x.ics can't be read: Not a"),
        (f"{REGION}holidays = ['/srv/club.ics']\n", "[[region]] EMEA, holidays, no. 1: write where it is from this"),
        (f"{REGION}holidays = ['~/club.ics']\n", "[[region]] EMEA, holidays, no. 1: write where it is from this"),
        (f"{REGION}holidays = ['C:\\\\club.ics']\n", "[[region]] EMEA, holidays, no. 1: write where it is from this"),
        ('[sponsoring]\npolicy = "quorum"\n', "sponsoring.policy: write 'mentor' or 'sponsor'"),
        ('[storage]\nurl = "mysql://h/d"\n', "storage.url: write sqlite:///ambassador.db, or sqlite:////var/lib/"),
        ('[storage]\nurl = "sqlite://"\n', "storage.url: write sqlite:///"),
        ('[storage]\nurl = "sqlite:///:memory:"\n', "storage.url: write sqlite:///"),
        ('[region]\nname = "EMEA"\n', "region: write each as a section of its own, [[region]] with two brackets"),
        (f"{REGION}parent = 'Wrld'\n[[region]]\nname = 'World'\n", f"{PARENT} no [[region]] is called Wrld; did you"),
        (f"{REGION}parent = 'EMEA'\n", f"{PARENT} it goes round in a circle"),
        (f"{REGION}parent = ['World']\n", f"{PARENT} write it as text, in quotes"),
        (REGION + REGION.replace("EMEA", "emea"), "[[region]] emea: it is named twice"),
        (f"{REGION}countries = ['Germany']\n", "[[region]] EMEA, countries, no. 1: write a country as its two capital"),
        (f"{REGION}channels = ['matrix:#a:b', 'emea']\n", "[[region]] EMEA, channels, no. 2: write a channel as"),
        (f"{REGION}time_zone = 'Europe/Berln'\n", "[[region]] EMEA, time_zone: isn't a time zone; did you mean Eur"),
        (f"{REGION}language = 'german'\n", "[[region]] EMEA, language: write a language's code, such as en"),
        ("[[region]]\ncountries = []\n", "[[region]] no. 1, name: missing; fill it in"),
        (MENTOR, "[[mentor]] no. 1, regions: no [[region]] is called EMEA; add it, or name another"),
        (f"{REGION}{MENTOR}capacity = -1\n", "[[mentor]] no. 1, capacity: write a number of 0 or more"),
        (f"{REGION}{MENTOR}{MENTOR}", "[[mentor]] no. 2, person: is the same as no. 1; give each"),
        (REGION + MENTOR.replace("matrix:@ana:example.org", "ana"), "[[mentor]] no. 1, person, no. 1: write a person"),
        (REGION + MENTOR.replace('["EMEA"]', '"EMEA"'), '[[mentor]] no. 1, regions: write a list, such as ["…", "…"]'),
        (REGION + MENTOR.replace('["EMEA"]', "[]"), "[[mentor]] no. 1, regions: name at least one"),
        (MATRIX.replace("https://", ""), "matrix.homeserver: write the homeserver's address as https://"),
        (MATRIX.replace("@bot:example.org", "bot"), "matrix.user_id: write the bot's whole user id, @name:server"),
        (MATRIX.replace('"x"', "12345"), "matrix.password: write it as text, in quotes"),
        (f'{MATRIX}access_token = "y"\n', "matrix.access_token: give either matrix.password or matrix.access"),
        (f'{MATRIX}store_path = 1\n', "matrix.store_path: write a path as text, in quotes"),
    ],
)  # fmt: skip
def test_a_fault(desk: Desk, more: str, said: str) -> None:
    text = more + GOOD if more.startswith(("http =", "ladder =")) else GOOD + more
    found = desk.faults(text)
    assert len(found) == 1, "a fault is said once, and makes no others"
    assert found[0].startswith(said)


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("postgresql+asyncpg://bot@db/name", "write sqlite:///ambassador.db, or sqlite:////var/lib/"),
        ("postgresql:name", "write postgresql://user:password@host:5432/name"),
        ("postgresql://bot:hush@db", "name the database behind the host, as in postgresql://user:password@host:5432/"),
        ("postgresql://bot:hush@db/?sslmode=require", "name the database behind the host"),
        ("postgresql://bot:hush@db/a/b", "write postgresql://user:password@host:5432/name"),
        ("postgresql://bot:hush@db:0/name", "the port is a number from 1 to 65535"),
        ("postgresql://bot:hush@db:65536/name", "the port is a number from 1 to 65535"),
        ("postgresql://bot:hush@one:5432,two:5432/name", "write postgresql://user:password@host:5432/name; several"),
        ("postgresql://bot:hush@hush@db/name", "in a user's name or password write %40 for @"),
        ("postgresql://bot:hu/sh@db/name", "in a user's name or password write %40 for @"),
        ("postgresql://bot:hu#sh@db/name", "in a user's name or password write %40 for @"),
        ("postgresql://bot:hu?sh@db/name", "in a user's name or password write %40 for @"),
        ("postgresql://bot:hu%sh@db/name", "in a user's name or password write %25 for %"),
        ("postgresql://bot:hu sh@db/name", "there is a space or a line's end in it"),
        ("postgresql://bot:hush@db/name?sslmod=require", "an option behind ? is unknown; did you mean sslmode?"),
        ("postgresql://bot@db/name?color=blue", "an option behind ? is unknown"),
    ],
)
def test_an_address_of_postgresql_that_cant_be_right(desk: Desk, url: str, said: str) -> None:
    (found,) = desk.faults(f'{GOOD}[storage]\nurl = "{url}"\n')
    assert found.startswith(f"storage.url: {said}")
    assert not any(word in found for word in ("hush", "hu/sh", "hu#sh", "hu?sh", "hu%sh", "hu sh", "blue"))


@pytest.mark.parametrize(
    "url",
    [
        "postgresql://bot:hush@db.example.org:5432/ambassador",
        "postgres://bot@db/ambassador",
        "postgresql:///ambassador",
        "postgresql://bot@/ambassador?host=/run/postgresql",
        "postgresql:///ambassador?host=one:5432&host=two:5433&target_session_attrs=read-write",
        "postgresql://bot:h%40sh@[::1]:5432/ambassador?sslmode=verify-full&sslrootcert=system",
    ],
)
def test_addresses_of_postgresql_that_may_be_right(desk: Desk, url: str) -> None:
    storage = desk.load(f'{GOOD}[storage]\nurl = "{url}"\n').storage
    assert storage.url == url
    assert "bot" not in repr(storage), "it may hold a password"


def test_a_mistyped_secret_is_a_missing_one_too(desk: Desk) -> None:
    missing, mistyped = desk.faults(GOOD + MATRIX.replace("password", "pasword"))
    assert mistyped == "matrix.pasword: unknown key; did you mean password?"
    assert missing.endswith("keeps the password out of the config file")


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('"Example"', '""', "programme.name: it is empty; fill it in"),
        ('"Example"', f'"{"x" * 101}"', "programme.name: write at most 100 characters"),
        ('["matrix:@ana:example.org"]', "[]", 'programme.coordinators: name at least one, such as ["…"]'),
        ('"matrix:@ana:example.org"', '"ana"', "programme.coordinators, no. 1: write a person as matrix:@name:server"),
        ('"matrix:@ana:example.org"', '"matrix:#ana:example.org"', "programme.coordinators, no. 1: write a person"),
        ('"matrix:@ana:example.org"', '["matrix:@ana:b", "x"]', "programme.coordinators, no. 1: write a person"),
        ('["matrix:#mentors:example.org"]', '"matrix:#mentors:example.org"', "programme.mentors_channels: write"),
        ('"matrix:#mentors:example.org"', '"matrix:#mentors"', "programme.mentors_channels, no. 1: write a channel as"),
        ('"matrix:#mentors:example.org"', '"slack:mentors"', "programme.mentors_channels, no. 1: write a channel as"),
        ('name = "Example"', 'name = "E"\nhours = "9-17"', "programme.hours: write which days, by their names"),
        ('name = "Example"', 'name = "E"\nhours = "Mon-Fri 22-6"', "programme.hours: hours end later than they begin"),
        ('name = "Example"', 'name = "E"\nhours = 8', "programme.hours: write days and hours, such as Mon-Fri 9-17"),
        ('name = "Example"', 'name = "E"\nholidays = ["germny"]', "programme.holidays, no. 1: did you mean DE?"),
        (
            'name = "Example"',
            'name = "E"\nholidays = ["DE", "x.ics"]',
            "programme.holidays, no. 2: x.ics can't be",
        ),
        ('name = "Example"', 'name = "E"\nholidays = "DE"', 'programme.holidays: write a list, such as ["…", "…"]'),
        ('name = "Example"', "", "programme.name: missing; fill it in, or set AMBASSADOR_PROGRAMME__NAME in the env"),
    ],
)
def test_a_fault_of_the_programme(desk: Desk, old: str, new: str, said: str) -> None:
    assert old in GOOD
    found = desk.faults(GOOD.replace(old, new, 1))
    assert len(found) == 1, "a fault is said once"
    assert found[0].startswith(said)


def test_all_faults_are_said_at_once(desk: Desk) -> None:
    desk.set(AMBASSADOR_FOO="x")
    text = """
[programme]
nam = "x"
time_zone = "Mars"
[matrix]
homeserver = "nowhere"
[http]
port = -1
[[region]]
name = "A"
parent = "B"
[[region]]
name = "B"
parent = "A"
[[region]]
name = "C"
parent = "B"
"""
    assert [line.split(": ")[0] for line in desk.faults(text)] == [
        "AMBASSADOR_FOO",
        "[[region]] A, parent",
        "[[region]] B, parent",  # C isn't in the circle, only below it
        "http.port",
        "matrix.homeserver",
        "matrix.password",
        "matrix.user_id",
        "programme.coordinators",
        "programme.mentors_channels",
        "programme.nam",
        "programme.name",
        "programme.time_zone",
    ]


def test_an_empty_config_names_every_key_that_it_lacks(desk: Desk) -> None:
    assert [line.split(":")[0] for line in desk.faults("")] == [
        "programme.coordinators",
        "programme.mentors_channels",
        "programme.name",
    ]


def test_a_missing_secret_is_a_fault_that_says_where_to_put_it(desk: Desk) -> None:
    (said,) = desk.faults(GOOD + MATRIX.replace('password = "x"', ""))
    assert said.startswith("matrix.password: ")
    assert "AMBASSADOR_MATRIX__PASSWORD" in said


def test_a_file_that_isnt_toml(desk: Desk) -> None:
    (said,) = desk.faults("[programme]\nname = Example\n")
    assert "config.toml isn't TOML" in said
    assert "line 2" in said
    assert "quotes" in said


def test_files_that_cant_be_read(desk: Desk) -> None:
    desk.file.write_bytes(b'name = "\xff"')
    cases = {"config.toml": "isn't UTF-8 text", ".": "is a folder", "no.toml": "copy config.example.toml to it"}
    for name, says in cases.items():
        done = desk.run("config", "check", "-c", name)
        assert (done.returncode, done.stdout) == (2, "")
        assert says in done.stderr
        assert "Traceback" not in done.stderr


def test_what_an_editor_on_windows_writes_is_read(desk: Desk) -> None:
    desk.file.write_bytes(b"\xef\xbb\xbf" + GOOD.replace("\n", "\r\n").encode())
    assert load(desk.file).programme.name == "Example"


def test_one_person_on_two_platforms(desk: Desk) -> None:
    both = '["matrix:@ana:example.org", "slack:T123/U456"]'
    config = desk.load(GOOD.replace('"matrix:@ana:example.org"', both))
    assert config.programme.coordinators == (("matrix:@ana:example.org", "slack:T123/U456"),)
