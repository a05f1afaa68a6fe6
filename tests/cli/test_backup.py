"""A backup comes back whole, under a new name of the installation, or not at all."""

import json

import psycopg

from tests.cli.running import tillbook
from tillbook.cli.database import reach


def installation(data, monkeypatch):
    monkeypatch.delenv("DATABASE_URL", raising=False)
    with reach.database(data) as addresses, psycopg.connect(addresses.app) as app:
        return app.execute("SELECT id FROM kernel_installation").fetchone()[0]


def test_a_backup_comes_back_elsewhere_under_a_new_name(data, shelf, monkeypatch):
    file, elsewhere = shelf / "whole.backup", shelf / "elsewhere"
    written = tillbook("backup", f"--data={data}", f"--to={file}", "--json")
    assert written.returncode == 0, written.stderr
    assert json.loads(written.stdout)["tables"]["kernel_installation"] == 1
    assert file.stat().st_mode & 0o077 == 0

    restored = tillbook("restore", str(file), f"--data={elsewhere}", "--json")
    assert restored.returncode == 0, restored.stderr
    assert installation(elsewhere, monkeypatch) != installation(data, monkeypatch)

    again = tillbook("restore", str(file), f"--data={elsewhere}")
    assert again.returncode == 1
    assert "--replace" in again.stderr
    assert tillbook("restore", str(file), f"--data={elsewhere}", "--replace").returncode == 0


def test_a_damaged_backup_leaves_the_data_as_they_were(data, shelf, monkeypatch):
    file = shelf / "damaged.backup"
    tillbook("backup", f"--data={data}", f"--to={file}")
    content = bytearray(file.read_bytes())
    content[len(content) // 2] ^= 1
    file.write_bytes(content)
    before = installation(data, monkeypatch)
    refused = tillbook("restore", str(file), f"--data={data}", "--replace")
    assert refused.returncode == 1
    assert "damaged" in refused.stderr
    assert installation(data, monkeypatch) == before
