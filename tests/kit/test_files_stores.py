from collections.abc import Iterator
from pathlib import Path

import pytest
from obstore.store import MemoryStore

from tests.kit import samples
from tests.kit.fake_s3 import _Server, fake_s3
from wangge.kit.config import Settings
from wangge.kit.errors import Busy, NotFound
from wangge.kit.files import Files
from wangge.kit.files.stores import BucketStore, FolderStore, Store


@pytest.fixture
def s3(monkeypatch: pytest.MonkeyPatch) -> Iterator[_Server]:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "wang")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "secret")
    with fake_s3() as server:
        yield server


@pytest.fixture(params=["folder", "memory", "s3"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Store:
    if request.param == "folder":
        return FolderStore(tmp_path / "files")
    if request.param == "memory":
        return BucketStore(MemoryStore())
    return BucketStore.at(request.getfixturevalue("s3").url)


def put(store: Store, folder: Path, name: str, data: bytes) -> None:
    path = folder / "upload"
    path.write_bytes(data)
    store.put(name, path)


def test_every_store_keeps_and_gives_and_forgets(store: Store, tmp_path: Path) -> None:
    data = bytes(range(256)) * 4000
    put(store, tmp_path, "abcdef", data)
    put(store, tmp_path, "abcdef", data)
    opened = store.open("abcdef")
    assert opened.size == len(data)
    assert opened.read() == data
    assert b"".join(opened.chunks(1000, 3000)) == data[1000:3000]
    assert b"".join(opened.chunks(len(data) - 1, len(data))) == data[-1:]
    assert b"".join(opened.chunks(7, 7)) == b""
    store.delete("abcdef")
    store.delete("abcdef")
    with pytest.raises(NotFound, match=r"file\.none"):
        store.open("abcdef")


def test_an_empty_file_can_be_kept(store: Store, tmp_path: Path) -> None:
    put(store, tmp_path, "abcdef", b"")
    assert store.open("abcdef").read() == b""


def test_a_big_one_goes_in_parts(s3: _Server, tmp_path: Path) -> None:
    data = bytes(range(251)) * 50_000
    put(BucketStore.at(s3.url), tmp_path, "film", data)
    assert s3.objects == {"/pictures/wangge/film": data}
    assert [verb for verb, _ in s3.asked].count("PUT") == 3


def test_requests_are_signed_with_the_key_of_the_environment(s3: _Server, tmp_path: Path) -> None:
    put(BucketStore.at(s3.url), tmp_path, "x", b"x")
    assert all("Credential=wang/" in signed and "/cn-north-1/s3/" in signed for _, signed in s3.asked)


@pytest.mark.parametrize("status", [403, 400])
def test_a_store_that_refuses_asks_to_come_back(s3: _Server, tmp_path: Path, status: int) -> None:
    s3.broken = status
    with pytest.raises(Busy, match=r"file\.store"):
        put(BucketStore.at(s3.url), tmp_path, "x", b"x")


def test_pictures_in_a_bucket(s3: _Server, tmp_path: Path) -> None:
    files = Files.load(Settings(home=tmp_path, files_url=s3.url))
    stored = files.put(samples.picture(), "井盖.jpg")
    assert set(s3.objects) == {f"/pictures/wangge/{stored.sha256}", f"/pictures/wangge/{stored.sha256}.thumb.jpg"}
    assert len(files.open(stored.sha256).read()) == stored.size
    assert files.thumb(stored.sha256).read().startswith(b"\xff\xd8\xff")
    files.delete(stored.sha256)
    assert s3.objects == {}
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


def test_other_stores_by_url(tmp_path: Path) -> None:
    put(BucketStore.at("memory:///"), tmp_path, "x", b"x")
