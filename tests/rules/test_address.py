"""What logs and lists show of an address: never a mail address whole, whatever it looks like."""

import pytest

from bot.address import masked, shown
from tests.engine.test_courier import EMEA


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("kim@example.org", "k…@example.org"),
        ("550 <kim.lee+a@mail.example.org>: no", "550 <k…@mail.example.org>: no"),
        ("matrix:@kim:example.org refuses (M_FORBIDDEN)", "matrix:@kim:example.org refuses (M_FORBIDDEN)"),
        ("!room:example.org", "!room:example.org"),
        (f"a@b.org and {EMEA}", f"a…@b.org and {EMEA}"),
        ("k…@example.org", "k…@example.org"),
    ],
)
def test_a_mail_address_is_never_shown_whole(text: str, says: str) -> None:
    assert masked(text) == says


ATEXT = "aZ09!#$%&'*+-/=?^_`{|}~ü例"
"""A character of every kind that an address's name may have (RFC 5322, 6531), all of ASCII's that are no letter."""


@pytest.mark.parametrize("domain", ["example.org", "mail.example.co.uk", "bücher.example", "[192.0.2.1]"])
@pytest.mark.parametrize("odd", ATEXT)
def test_whatever_an_address_looks_like(odd: str, domain: str) -> None:
    for name in (f"{odd}im.lee", f"kim{odd}lee", f"kim.lee{odd}", odd * 3, f"k{odd}"):
        address, cut = f"{name}@{domain}", f"{name[0]}…@{domain}"
        assert shown(f"mail:{address}") == cut
        for text in ("{}", "550 <{}>: no", "to {}, refused", "({})", '"Kim" <{}>', "5.1.1:{}"):
            assert masked(text.format(address)) == text.format(cut), address
            assert masked(masked(text.format(address))) == text.format(cut)


@pytest.mark.parametrize("name", ['"kim lee"', '"kim@lee"', r'"kim\"lee"', '"k"', '""', '"a <b>: (c)"'])
def test_of_a_quoted_name_nothing_is_shown(name: str) -> None:
    assert masked(f"550 <{name}@example.org>: no") == "550 <…@example.org>: no"
    assert shown(f"mail:{name}@example.org") == "…@example.org"


@pytest.mark.parametrize("to", ["matrix:!room:example.org", "matrix:@kim:example.org", "shell:kim"])
def test_what_is_no_address_is_shown_whole(to: str) -> None:
    assert shown(to) == to.partition(":")[2]
