import json
import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wangge.kit.config import Settings
from wangge.kit.crypto import Algorithm, Keys, Unreadable, add_key, drop_key, make_keys, seal_text
from wangge.kit.crypto import keys as keys_module
from wangge.kit.durable import replace

PHONE = "report_persons.phone"


def ring(folder: Path, algorithm: Algorithm = Algorithm.AES) -> Keys:
    make_keys(folder / "keys.json", algorithm)
    return Keys(folder / "keys.json")


@pytest.fixture(scope="module", params=list(Algorithm))
def keys(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Keys:
    return ring(tmp_path_factory.mktemp("keys"), request.param)


def grow_old(path: Path) -> None:
    """Puts the keys of a ring ten minutes back, as if they had been made then."""
    content = json.loads(path.read_text())
    for entry in content["keys"]:
        entry["created"] = (datetime.fromisoformat(entry["created"]) - timedelta(minutes=10)).isoformat()
    replace(path, json.dumps(content).encode())


@pytest.fixture
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Looks at the file at every use instead of every 5 s."""
    monkeypatch.setattr(keys_module, "_LOOK_EVERY", -1.0)


@given(text=st.text(), context=st.text(max_size=40))
def test_what_is_encrypted_comes_back(keys: Keys, text: str, context: str) -> None:
    assert keys.decrypt(keys.encrypt(text, context), context) == text


@given(text=st.text(max_size=20), data=st.data())
def test_one_changed_bit_is_refused(keys: Keys, text: str, data: st.DataObject) -> None:
    blob = bytearray(keys.encrypt(text, PHONE))
    blob[data.draw(st.integers(0, len(blob) - 1))] ^= 1 << data.draw(st.integers(0, 7))
    with pytest.raises(Unreadable):
        keys.decrypt(bytes(blob), PHONE)


@given(cut=st.integers(0, 43))
def test_a_cut_blob_is_refused(keys: Keys, cut: int) -> None:
    with pytest.raises(Unreadable):
        keys.decrypt(keys.encrypt("13812345678", PHONE)[:cut], PHONE)


def test_a_blob_moved_to_another_column_is_refused(keys: Keys) -> None:
    with pytest.raises(Unreadable, match=r"persons\.name"):
        keys.decrypt(keys.encrypt("13812345678", PHONE), "persons.name")


def test_the_same_text_never_gives_the_same_bytes(keys: Keys) -> None:
    assert len({keys.encrypt("13812345678", PHONE) for _ in range(100)}) == 100


def test_the_hash_is_keyed_and_steady(keys: Keys, tmp_path: Path) -> None:
    assert len(keys.hash("13812345678")) == 32
    assert keys.hash("13812345678") == keys.hash("13812345678") != keys.hash("13812345679")
    assert keys.hash("13812345678") != ring(tmp_path).hash("13812345678")
    assert keys.hashes("13812345678") == [keys.hash("13812345678")]


def test_a_memoryview_from_the_database_is_read(keys: Keys) -> None:
    assert keys.decrypt(memoryview(keys.encrypt("王", PHONE)), PHONE) == "王"  # type: ignore[arg-type]


def test_the_file_is_for_its_owner_alone(tmp_path: Path) -> None:
    path = tmp_path / "new" / "keys.json"
    make_keys(path)
    assert path.stat().st_mode & 0o777 == 0o600
    assert [file.name for file in path.parent.iterdir()] == ["keys.json"]


def test_making_keys_again_leaves_the_ring_alone(tmp_path: Path) -> None:
    make_keys(tmp_path / "keys.json")
    before = (tmp_path / "keys.json").read_bytes()
    make_keys(tmp_path / "keys.json", Algorithm.SM4)
    assert (tmp_path / "keys.json").read_bytes() == before
    assert [file.name for file in tmp_path.iterdir()] == ["keys.json"]


def test_a_ring_open_to_everybody_is_not_used(tmp_path: Path) -> None:
    make_keys(tmp_path / "keys.json")
    (tmp_path / "keys.json").chmod(0o604)
    with pytest.raises(PermissionError, match="chmod 600"):
        Keys(tmp_path / "keys.json")


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ({"keys": []}, "no key"),
        (
            {
                "keys": [
                    {
                        "id": "00000000",
                        "created": "2026-01-01T00:00:00+00:00",
                        "algorithm": "aes",
                        "encryption": "AAAA",
                        "hash": "AAAA",
                    }
                ]
            },
            "not of the length",
        ),
    ],
)
def test_a_broken_ring_is_not_used(tmp_path: Path, content: object, reason: str) -> None:
    (tmp_path / "keys.json").write_text(json.dumps(content))
    (tmp_path / "keys.json").chmod(0o600)
    with pytest.raises(ValueError, match=reason):
        Keys(tmp_path / "keys.json")


def test_keys_do_not_show_in_a_traceback(tmp_path: Path) -> None:
    key = ring(tmp_path).current
    assert repr(key.encryption) not in repr(key)
    assert repr(key.hash) not in repr(key)


def test_settings_name_the_ring_and_share_it(tmp_path: Path) -> None:
    make_keys(tmp_path / "keys.json")
    make_keys(tmp_path / "elsewhere.json")
    at_home = Keys.load(Settings(home=tmp_path))
    assert Keys.load(Settings(home=tmp_path)) is at_home
    assert Keys.load(Settings(home=tmp_path, keys_file=tmp_path / "elsewhere.json")).ids != at_home.ids


@pytest.mark.parametrize("cipher", ["aes", "sm4"])
def test_setting_up_makes_the_ring_once(tmp_path: Path, cipher: Literal["aes", "sm4"]) -> None:
    settings = Settings(home=tmp_path, cipher=cipher)
    with pytest.raises(FileNotFoundError):
        Keys.load(settings)
    keys = Keys.set_up(settings)
    assert keys.current.algorithm == cipher
    assert Keys.set_up(settings) is Keys.load(settings) is keys


@pytest.mark.usefixtures("at_once")
@pytest.mark.parametrize("algorithm", list(Algorithm))
def test_both_keys_are_valid_while_rotating(tmp_path: Path, algorithm: Algorithm) -> None:
    keys = ring(tmp_path)
    grow_old(tmp_path / "keys.json")
    old_blob, old_hash, old_id = keys.encrypt("13812345678", PHONE), keys.hash("13812345678"), keys.ids[0]

    new = add_key(tmp_path / "keys.json", algorithm)
    assert keys.current.id == old_id, "the new key waits until every process has read it"
    assert len(keys.hashes("13812345678")) == 2, "yet its hashes are looked for at once"

    grow_old(tmp_path / "keys.json")
    assert keys.current.id == new.id
    assert keys.encrypt("13812345678", PHONE)[1:5] == new.id
    assert keys.decrypt(old_blob, PHONE) == "13812345678"
    assert keys.hashes("13812345678") == [keys.hash("13812345678"), old_hash]

    drop_key(tmp_path / "keys.json", old_id)
    assert keys.ids == [new.id]
    with pytest.raises(Unreadable, match=old_id.hex()):
        keys.decrypt(old_blob, PHONE)


def test_a_key_just_added_elsewhere_is_found_without_waiting(tmp_path: Path) -> None:
    here = ring(tmp_path)
    grow_old(tmp_path / "keys.json")
    add_key(tmp_path / "keys.json")
    grow_old(tmp_path / "keys.json")
    there = Keys(tmp_path / "keys.json")
    assert len(here.ids) == 1
    assert here.decrypt(there.encrypt("王", PHONE), PHONE) == "王"


def test_the_newest_key_cannot_be_dropped(tmp_path: Path) -> None:
    keys = ring(tmp_path)
    for name in (keys.ids[0], b"none"):
        with pytest.raises(ValueError, match="only an older key"):
            drop_key(tmp_path / "keys.json", name)


@pytest.mark.usefixtures("at_once")
def test_threads_read_while_the_ring_grows(tmp_path: Path) -> None:
    keys = ring(tmp_path)
    wrong: list[BaseException] = []

    def turn() -> None:
        try:
            for _ in range(50):
                assert keys.decrypt(keys.encrypt("王", PHONE), PHONE) == "王"
        except BaseException as error:
            wrong.append(error)

    threads = [threading.Thread(target=turn) for _ in range(4)]
    for thread in threads:
        thread.start()
    for _ in range(5):
        add_key(tmp_path / "keys.json")
        grow_old(tmp_path / "keys.json")
    for thread in threads:
        thread.join()
    assert wrong == []


@given(text=st.text())
def test_a_sealed_text_is_proved_by_its_salt(text: str) -> None:
    salt, seal = seal_text(text)
    assert (len(salt), len(seal)) == (16, 32)
    assert seal_text(text, salt) == (salt, seal)
    assert seal_text(text + "。", salt)[1] != seal
    assert seal_text(text)[1] != seal


def test_a_seal_is_sha256_over_salt_then_text() -> None:
    # printf '\0%.0s' {1..16} | cat - <(printf 路灯) | sha256sum
    assert seal_text("路灯", bytes(16))[1].hex() == "eda13ea9774e29fc432898dc97dbb675f781f0ffabe5f4dd9e086cc01c5ab622"


def test_created_is_an_aware_moment(tmp_path: Path) -> None:
    assert abs(ring(tmp_path).current.created - datetime.now(UTC)) < timedelta(minutes=1)
