"""`tillbook run` comes up, comes up again after any kill, and ends in order."""

import os
import shutil
import signal
import stat

from tests.cli.running import eventually, is_alive, tillbook


def test_everything_starts_answers_and_ends_in_order(run, data):
    running = run(data).wait_until_ready()
    assert running.answer["ready"] is True
    assert "/setup#" in running.answer["setup_url"]
    assert running.is_ready()
    parts = [running.web_server(), running.postmaster()]
    second = tillbook("run", f"--data={data}")
    assert second.returncode == 1
    assert "already" in second.stderr
    assert running.end() == 0
    assert not any(map(is_alive, parts))
    log = (data / "database/postgresql.log").read_text()
    assert "database system is shut down" in log.splitlines()[-1]


def test_a_killed_database_and_a_killed_web_server_come_back(run, data):
    running = run(data).wait_until_ready()
    first = running.postmaster()
    os.kill(first, signal.SIGKILL)
    eventually(lambda: not is_alive(first))
    eventually(running.is_ready)
    os.kill(running.web_server(), signal.SIGKILL)
    eventually(lambda: not running.is_ready())
    eventually(running.is_ready)


def test_after_a_kill_of_the_supervisor_nothing_is_left_behind_and_it_starts_again(run, data):
    running = run(data).wait_until_ready()
    parts = [running.web_server(), running.postmaster()]
    running.kill()
    eventually(lambda: not any(map(is_alive, parts)))
    assert run(data).wait_until_ready().is_ready()


def test_an_orphaned_server_and_a_stale_process_number_are_no_obstacle(data):
    """The number of a dead server may belong to any other process by now: here, to this test."""
    stale = data / "database/cluster/postmaster.pid"
    stale.write_text(f"{os.getpid()}\n{stale.parent}\n1\n5432\n\n\n\nready   \n")
    done = tillbook("check", f"--data={data}", "--json")
    assert done.returncode == 0, done.stderr
    assert not stale.exists()


def test_a_database_that_may_lose_commits_is_refused_by_name(data):
    for setting in ("fsync", "full_page_writes", "synchronous_commit"):
        (data / "database/cluster/custom.conf").write_text(f"{setting} = off\n")
        done = tillbook("run", f"--data={data}", "--port=0")
        assert done.returncode == 1
        assert f"{setting} is off" in done.stderr


def test_a_data_directory_where_the_service_user_cannot_go_is_served_too(tmp_path):
    """pytest keeps its directories closed; for root the database then lives elsewhere."""
    data = tmp_path / "shop"
    done = tillbook("migrate", "--quiet", f"--data={data}")
    assert done.returncode == 0, done.stderr
    home = (data / "database").resolve()
    try:
        assert stat.S_IMODE(tmp_path.stat().st_mode) & 0o077 == 0
        assert stat.S_IMODE(home.stat().st_mode) == 0o700
        assert (home / "cluster/PG_VERSION").exists()
    finally:
        shutil.rmtree(home)
