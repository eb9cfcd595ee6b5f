import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wangge.kit.crypto import mask_identity, mask_inside, mask_name, mask_phone


@pytest.mark.parametrize(
    ("number", "shown"),
    [
        ("13812345678", "138****5678"),
        ("01069240000", "010****0000"),
        ("01069240000,123", "010****0000"),
        ("057187654321", "057****4321"),
        ("4008123123", "400****3123"),
        ("+85261234567", "+85****4567"),
        ("12345", "12345"),
        ("95588", "95588"),
        ("", ""),
    ],
)
def test_phone(number: str, shown: str) -> None:
    assert mask_phone(number) == shown


@pytest.mark.parametrize(
    ("number", "shown"), [("110105199003071234", "110***********1234"), ("1101", "****"), ("", "")]
)
def test_identity(number: str, shown: str) -> None:
    assert mask_identity(number) == shown


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("李建民", "李*民"),
        ("王五", "王*"),
        ("欧阳修", "欧阳*"),
        ("欧阳娜娜", "欧阳*娜"),
        ("欧阳", "欧*"),
        ("李", "李"),
        ("陈慧琳琳", "陈**琳"),
        ("王先生", "王先生"),
        ("欧阳女士", "欧阳女士"),
        ("买买提·艾力", "买**·艾*"),
        ("John Smith", "J*** S****"),
        ("  王五 ", "王*"),
        ("", ""),
    ],
)
def test_name(name: str, shown: str) -> None:
    assert mask_name(name) == shown


@given(st.text(min_size=2, max_size=10).filter(lambda name: len(name.strip()) > 1))
def test_a_masked_name_is_never_the_name_unless_it_is_only_a_title(name: str) -> None:
    shown = mask_name(name)
    assert "*" in shown or not re.search(r"\w{2}", name) or shown.endswith(("先生", "女士"))


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("居民13812345678来电", "居民138****5678来电"),
        ("电话：138 1234 5678。", "电话：138****5678。"),
        ("call +86-138-1234-5678 now", "call +86****5678 now"),
        ("8613812345678", "861****5678"),
        ("13812345678,13912345678", "138****5678,139****5678"),
        ("１３８１２３４５６７８", "138****5678"),
        ("座机010-69240000", "座机010****0000"),
        ("座机(010) 6924 0000", "座机010****0000"),
        ("座机（010）69240000", "座机010****0000"),
        ("+86 10 6924 0000", "+86****0000"),
        ("0571-87654321", "057****4321"),
        ("+852 6123 4567", "+85****4567"),
        ("身份证110105199003071234", "身份证110***********1234"),
        ("身份证11010519491231002X，", "身份证110***********002X，"),
        ("11010519491231002x", "110***********002x"),
    ],
)
def test_numbers_of_people_inside_a_text_are_masked(text: str, shown: str) -> None:
    assert mask_inside(text) == shown


@pytest.mark.parametrize(
    "text",
    [
        "20261009-0087",
        "2026-10-09 13:00:05",
        "2026-10-09T13:00:05.123456+08:00",
        "1760000000000",  # a time in ms
        "1760000000.123456",
        "110115001001001",  # the code of a unit grid
        "116.3412345,39.7267890",
        "116.13812345678",
        "192.168.100.138:8000",
        "9b2c138123456781a",
        "order 123456789012345678901234567890",
        "12345",
        "",
    ],
)
def test_other_numbers_stay(text: str) -> None:
    assert mask_inside(text) == text


gap = st.sampled_from(["", " ", "-"])
around = st.text(
    st.characters(codec="utf-8", exclude_categories=["Nd", "No", "Nl"], exclude_characters="+."), max_size=8
)


@given(
    around,
    st.sampled_from(["", "+86", "86", "0086", "+86 "]),
    st.from_regex(r"1[3-9][0-9]{9}", fullmatch=True),
    gap,
    around,
)
def test_no_mobile_number_gets_through(before: str, country: str, number: str, between: str, after: str) -> None:
    written = between.join([number[:3], number[3:7], number[7:]])
    shown = mask_inside(f"{before}{country}{written}{after}")
    assert number[3:7] + between + number[7:] not in shown
    assert "****" in shown


@given(st.text(alphabet="0123456789+-. ()x转电Xa", max_size=60))
def test_no_bare_mobile_number_is_left(text: str) -> None:
    assert not re.search(r"(?<!\d)(?<!\d\.)1[3-9]\d{9}(?!\d)", mask_inside(text))
