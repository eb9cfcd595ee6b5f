from datetime import date

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from wangge.kit.crypto import normal_identity, normal_phone
from wangge.kit.crypto.forms import check_character
from wangge.kit.errors import Invalid, say

AREAS = ["010", "021", "028", "0571", "0951", "0832"]


@pytest.mark.parametrize(
    ("said", "normal"),
    [
        # mobile
        ("13812345678", "13812345678"),
        ("+86 138-1234-5678", "13812345678"),
        ("+8613812345678", "13812345678"),
        ("0086 138 1234 5678", "13812345678"),
        ("8613812345678", "13812345678"),
        ("(+86)13812345678", "13812345678"),
        ("013812345678", "13812345678"),
        ("１３８１２３４５６７８", "13812345678"),
        ("\u202d138 1234 5678\u202c", "13812345678"),
        ("138.1234.5678", "13812345678"),
        ("19912345678", "19912345678"),
        ("16212345678", "16212345678"),
        # landline with its area code
        ("010-69240000", "01069240000"),
        ("(010) 6924 0000", "01069240000"),
        ("（010）69240000", "01069240000"),
        ("010 6924-0000", "01069240000"),
        ("010—69240000", "01069240000"),
        ("+86 10 6924 0000", "01069240000"),
        ("+86 (0)10 69240000", "01069240000"),
        ("0571-87654321", "057187654321"),
        ("+86 571 8765 4321", "057187654321"),
        ("0951-6012345", "09516012345"),
        ("(0832)2265432", "08322265432"),
        # with an extension
        ("010-69240000转123", "01069240000,123"),
        ("010-69240000 分机 8", "01069240000,8"),
        ("010-69240000 ext. 8", "01069240000,8"),
        ("010-69240000-8001", "01069240000,8001"),
        ("01069240000,8001", "01069240000,8001"),
        ("18400001234-5678", "18400001234,5678"),
        # services
        ("400-812-3123", "4008123123"),
        ("+86 400 812 3123", "4008123123"),
        ("800 810 0000", "8008100000"),
        ("95588", "95588"),
        ("955881", "955881"),
        ("96156", "96156"),
        ("12345", "12345"),
        ("110", "110"),
        # abroad
        ("+852 6123 4567", "+85261234567"),
        ("00852 6123 4567", "+85261234567"),
        ("+1 (415) 555-0100", "+14155550100"),
    ],
)
def test_one_number_has_one_form(said: str, normal: str) -> None:
    assert normal_phone(said) == normal


def test_the_district_gives_a_local_number_its_area_code() -> None:
    assert normal_phone("6924 0000", area="010") == "01069240000"
    assert normal_phone("2265432 转 3", area="0832") == "08322265432,3"
    assert normal_phone("13812345678", area="010") == "13812345678"


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ("", "crypto.phone"),
        ("无", "crypto.phone"),
        ("1381234567", "crypto.phone"),
        ("138123456789", "crypto.phone"),
        ("12812345678", "crypto.phone"),
        ("8612345", "crypto.phone_area"),
        ("138 1234 567八", "crypto.phone"),
        ("0106924000", "crypto.phone"),
        ("010692400001", "crypto.phone"),
        ("0571-876543", "crypto.phone"),
        ("+86", "crypto.phone"),
        ("+0 123 456 789", "crypto.phone"),
        ("13812345678 13912345678", "crypto.phone"),
        ("13812345678;drop", "crypto.phone"),
        ("٠١٠٦٩٢٤٠٠٠٠", "crypto.phone"),
        ("69240000", "crypto.phone_area"),
        ("-5", "crypto.phone"),
        ("转5", "crypto.phone"),
    ],
)
def test_anything_else_is_refused_by_name(said: str, code: str) -> None:
    with pytest.raises(Invalid) as refused:
        normal_phone(said)
    assert refused.value.code == code
    assert refused.value.facts == {}, "a refusal must not carry the number"


mobile = st.from_regex(r"1[3-9][0-9]{9}", fullmatch=True)
landline = st.sampled_from(AREAS).flatmap(
    lambda area: st.from_regex(area + ("[2-8][0-9]{7}" if area < "03" else "[2-8][0-9]{6,7}"), fullmatch=True)
)
service = st.from_regex(r"400[0-9]{7}|95[0-9]{3}|12[0-9]{3}", fullmatch=True)
extension = st.from_regex(r"[0-9]{1,6}", fullmatch=True)


@given(st.one_of(mobile, landline, service))
def test_the_normal_form_is_its_own_normal_form(number: str) -> None:
    assert normal_phone(number) == number
    assert normal_phone("+86" + number.removeprefix("0")) == number


@given(st.one_of(mobile, landline), extension)
def test_so_is_one_with_an_extension(number: str, more: str) -> None:
    said = f"{number} 转 {more}"
    assert normal_phone(said) == normal_phone(normal_phone(said)) == f"{number},{more}"


@given(st.one_of(mobile, landline), st.data())
def test_spaces_and_hyphens_never_matter(number: str, data: st.DataObject) -> None:
    at = data.draw(st.integers(1, len(number) - 1))
    gap = data.draw(st.sampled_from([" ", "-", "\u3000", "—", ".", " - "]))
    assert normal_phone(number[:at] + gap + number[at:]) == number


@given(st.text())
@example("0086")
@example("ext5")
def test_any_text_is_a_number_or_a_refusal(text: str) -> None:
    try:
        number = normal_phone(text)
    except Invalid:
        return
    assert set(number) <= set("+0123456789,")
    assert len(number) <= 23


# 11010519491231002X is the example of GB 11643-1999 itself.
@pytest.mark.parametrize(
    ("said", "normal"),
    [
        ("11010519491231002X", "11010519491231002X"),
        ("11010519491231002x", "11010519491231002X"),
        (" 110105 19491231 002X ", "11010519491231002X"),
        ("440524188001010014", "440524188001010014"),
        ("110105491231002", "11010519491231002X"),
        ("１１０１０５１９４９１２３１００２Ｘ", "11010519491231002X"),
    ],
)
def test_an_identity_number_has_one_form(said: str, normal: str) -> None:
    assert normal_identity(said) == normal


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ("", "crypto.identity"),
        ("1101051949123100", "crypto.identity"),
        ("11010519491231002XX", "crypto.identity"),
        ("X1010519491231002X", "crypto.identity"),
        ("01010519491231002X", "crypto.identity"),
        ("110105194912310021", "crypto.identity_check"),
        ("110105194912310012", "crypto.identity_check"),
        ("110105491331002", "crypto.identity_birth"),
    ],
)
def test_a_wrong_identity_number_is_refused_by_name(said: str, code: str) -> None:
    with pytest.raises(Invalid) as refused:
        normal_identity(said)
    assert refused.value.code == code
    assert refused.value.facts == {}


def test_a_birth_date_must_exist_even_under_a_right_check_character() -> None:
    first = "11010519490230002"
    with pytest.raises(Invalid, match="birth"):
        normal_identity(first + check_character(first))


people = st.builds(
    lambda region, born, order: f"{region}{born:%Y%m%d}{order:03d}",
    st.integers(110000, 829999),
    st.dates(date(1900, 1, 1), date(2026, 1, 1)),
    st.integers(0, 999),
)


@given(people)
def test_numbers_with_a_right_check_character_pass(first: str) -> None:
    number = first + check_character(first)
    assert normal_identity(number) == number


@given(people, st.integers(0, 16), st.integers(1, 9))
def test_one_wrong_digit_is_always_found(first: str, at: int, by: int) -> None:
    number = first + check_character(first)
    wrong = number[:at] + str((int(number[at]) + by) % 10) + number[at + 1 :]
    with pytest.raises(Invalid):
        normal_identity(wrong)


@given(people.filter(lambda first: first[6:8] == "19"))
def test_the_old_form_becomes_the_new_one(first: str) -> None:
    assert normal_identity(first[:6] + first[8:]) == first + check_character(first)


@pytest.mark.parametrize("code", ["phone", "phone_area", "identity", "identity_check", "identity_birth"])
def test_every_refusal_has_its_sentence(code: str) -> None:
    error = Invalid(f"crypto.{code}")
    assert say(error, "zh").endswith("。")
    assert say(error, "en").endswith(".")
