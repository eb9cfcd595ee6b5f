"""A mapping is taken as it is meant, or refused at the first place that is wrong."""

import tomllib
from typing import Any

import pytest

from tests.intake.files import MAPPING, TREE, mapping
from tests.test_messages import CODE
from wangge.cases import State
from wangge.intake.rules import Field, read_map
from wangge.kit.errors import Invalid, say


def test_the_samples_are_one() -> None:
    assert read_map(tomllib.loads(MAPPING)) == mapping()


def test_what_need_not_be_said() -> None:
    tree = {name: TREE[name] for name in ("source", "columns", "constants")}
    plan = read_map(tree | {"columns": {"number": "a", "title": "b", "arrived_at": "c"}})
    assert (plan.zone, plan.delimiter, plan.values) == ("Asia/Shanghai", ",", {})
    assert "%Y-%m-%d %H:%M" in plan.times


def test_the_example_of_the_docs_is_a_mapping() -> None:
    path = CODE.parent / "docs" / "howto" / "messages_stream.toml"
    plan = read_map(tomllib.loads(path.read_text(encoding="utf-8")))
    assert set(plan.columns) == {Field.NUMBER, Field.TITLE, Field.TEXT, Field.ARRIVED_AT}


def test_the_long_example_of_the_docs_is_one_too() -> None:
    page = (CODE.parent / "docs" / "howto" / "import-cases.md").read_text(encoding="utf-8")
    plan = read_map(tomllib.loads(page.split("```toml\n")[1].split("```")[0]))
    assert plan.values[Field.STATE]["已办结"] == "closed"


def columns(**more: str) -> dict[str, Any]:
    return {"columns": TREE["columns"] | more}


def without(section: str, field: str) -> dict[str, Any]:
    return {section: {name: value for name, value in TREE[section].items() if name != field}}


@pytest.mark.parametrize(
    ("changes", "code", "field"),
    [
        ({"source": "a b"}, "intake.map_source", "source"),
        ({"source": ""}, "intake.map_source", "source"),
        ({"source": 7}, "intake.map", "source"),
        ({"zone": "Beijing"}, "intake.map_zone", "zone"),
        ({"zone": "../etc/passwd"}, "intake.map_zone", "zone"),
        ({"times": []}, "intake.map_time", "times"),
        ({"times": ["%H:%M"]}, "intake.map_time", "times"),
        ({"times": ["%Q"]}, "intake.map_time", "times"),
        ({"times": ["day"]}, "intake.map_time", "times"),
        ({"delimiter": ",,"}, "intake.map_delimiter", "delimiter"),
        ({"sauce": "x"}, "intake.map", "sauce"),
        (columns(weather="天气"), "intake.map", "columns.weather"),
        (columns(number=3), "intake.map", "columns.number"),
        (without("columns", "number"), "intake.map_missing", "columns.number"),
        (without("columns", "arrived_at"), "intake.map_missing", "columns.arrived_at"),
        (without("constants", "channel"), "intake.map_missing", "constants.channel"),
        (without("constants", "kind"), "intake.map_missing", "constants.kind"),
        (columns(channel="渠道"), "intake.map_both", "channel"),
        ({"values": {"outcome": {"好": "resolved"}}}, "intake.map_values", "outcome"),
        ({"values": {"state": {"并": "merged"}}}, "intake.map_word", "state"),
        ({"values": {"state": {"无": "none"}}}, "intake.map_word", "state"),
        ({"values": {"state": {"结": "done"}}}, "intake.map_word", "state"),
        ({"constants": {"channel": "pigeon", "kind": "help"}}, "intake.map_word", "channel"),
        ({"constants": {"channel": "hotline", "kind": "help", "grade": "huge"}}, "intake.map_word", "grade"),
    ],
)
def test_what_is_refused(changes: dict[str, Any], code: str, field: str) -> None:
    with pytest.raises(Invalid) as refused:
        mapping(**changes)
    assert (refused.value.code, refused.value.facts["field"]) == (code, field)
    for language in ("zh", "en"):
        assert "{" not in say(refused.value, language)
        assert "intake." not in say(refused.value, language)


def test_neither_text_nor_title() -> None:
    with pytest.raises(Invalid, match=r"columns\.text"):
        mapping(columns={"number": "编号", "arrived_at": "时间"}, values={})


@pytest.mark.parametrize("state", sorted(set(State) - {State.NONE, State.MERGED}))
def test_every_other_state_can_be_meant(state: State) -> None:
    assert mapping(values={"state": {"x": state.value}}).values[Field.STATE] == {"x": state}
