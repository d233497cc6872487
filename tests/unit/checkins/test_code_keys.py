"""The files of the keys of personal codes: made once, added to, refused when they are not ours alone."""

from __future__ import annotations

from pathlib import Path

import pytest

from weiguang.preparing import add_code_key, make_secrets
from weiguang.settings import CODE_KEYS, SettingsError, code_keys_of, read_code_keys


@pytest.fixture
def keys(tmp_path: Path) -> Path:
    make_secrets(tmp_path)
    return tmp_path / "keys" / CODE_KEYS


def test_an_installation_begins_with_one_key_of_its_own(keys: Path) -> None:
    first = read_code_keys(keys)
    make_secrets(keys.parents[1])
    assert list(first) == [1] and read_code_keys(keys) == first
    assert (keys / "1.pem").stat().st_mode & 0o777 == 0o600


def test_a_new_key_comes_beside_the_old_one(keys: Path) -> None:
    assert add_code_key(keys).name == "2.pem"
    assert list(read_code_keys(keys)) == [1, 2]
    assert len(set(read_code_keys(keys).values())) == 2


def test_keys_that_others_can_read_stop_the_start(keys: Path) -> None:
    (keys / "1.pem").chmod(0o644)
    with pytest.raises(SettingsError, match="chmod 600"):
        read_code_keys(keys)


@pytest.mark.parametrize("name", ["0.pem", "256.pem", "x.pem", "1.txt"])
def test_a_directory_without_a_usable_key_stops_the_start(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(b"x" * 200)
    with pytest.raises(SettingsError):
        read_code_keys(tmp_path)


def test_the_last_key_id_is_the_last(keys: Path) -> None:
    (keys / "1.pem").rename(keys / "255.pem")
    with pytest.raises(SettingsError, match="编号"):
        add_code_key(keys)


def test_production_may_keep_them_elsewhere(tmp_path: Path) -> None:
    assert code_keys_of({"WEIGUANG_CODE_KEYS": str(tmp_path)}) == tmp_path
    assert code_keys_of({"WEIGUANG_DATA": str(tmp_path)}) == tmp_path / "keys" / CODE_KEYS
