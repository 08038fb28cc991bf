"""Backup and restore, killed before every single thing they do to a file."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent

# One process forks a child for every point, so that nothing is imported twice. The child ends, like one that is
# killed, before its n-th operation on a file in the folder; the parent then looks at what it has left.
PRELUDE = """
import os, pathlib, shutil, sys
from datetime import UTC, datetime, timedelta
from pipeline.adapters.sqlite import backups
from pipeline.adapters.sqlite.care import integrity
from pipeline.adapters.sqlite.database import open_database, open_readonly
from pipeline.core.checkup import Verdict

NOW = datetime(2026, 11, 24, 6, 0, tzinfo=UTC)
EVENTS = {"open", "os.remove", "os.rename", "os.link", "os.chmod", "os.mkdir", "shutil.copyfile", "shutil.copymode"}
home = pathlib.Path(sys.argv[1])

def names(path):
    db = open_database(path)
    try:
        assert integrity(db).verdict is Verdict.FINE
        return {row[0] for row in db.rows("SELECT name FROM settings")}
    finally:
        db.close()

def write(path, sql, end):
    child = os.fork()
    if not child:
        db = open_database(path)
        db.execute(sql)
        end(db)
        os._exit(0)
    os.waitpid(child, 0)

def killed_before(number, work):
    child = os.fork()
    if not child:
        seen = 0
        def hook(event, arguments):
            nonlocal seen
            if event in EVENTS and any(str(home) in str(argument) for argument in arguments):
                seen += 1
                if seen == number:
                    os._exit(9)
        sys.addaudithook(hook)
        work()
        os._exit(0)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 9

template = home / "template"
template.mkdir()
path = template / "monitor.db"
write(path, "INSERT INTO settings (name, value) VALUES ('backup', '')", lambda db: (db.checkpoint(), db.close()))
made = backups.back_up(path, home / "made", NOW).path
# What came after the backup stands in the write-ahead log alone: its writer was killed.
write(path, "UPDATE settings SET name = 'late'", lambda db: None)
assert path.with_name("monitor.db-wal").stat().st_size > 0

def fresh(number):
    folder = home / str(number)
    shutil.copytree(template, folder)
    return folder / "monitor.db"
"""

RESTORE = """
number, results = 1, []
while True:
    path = fresh(number)
    killed = killed_before(number, lambda: backups.restore(made, path, NOW))
    results.append(names(path).pop())
    kept = path.with_name("monitor.db.before-20261124T060000Z")
    if results[-1] == "backup":
        assert names(kept) == {"late"}
    if not killed:
        break
    number += 1
assert set(results) == {"late", "backup"} and results == sorted(results, reverse=True), results
print(number - 1)
"""

BACK_UP = """
number = 1
while True:
    path = fresh(number)
    folder = path.parent / "backups"
    killed = killed_before(number, lambda: backups.back_up(path, folder, NOW))
    assert all(names(backup.path) == {"late"} for backup in backups.backups_in(folder, path))
    backups.back_up(path, folder, NOW + timedelta(hours=1))
    assert not [left for left in folder.iterdir() if ".partial" in left.name]
    assert names(path) == {"late"}
    if not killed:
        break
    number += 1
print(number - 1)
"""


def points_survived(script: str, folder: Path) -> int:
    told = subprocess.run(
        [sys.executable, "-c", PRELUDE + script, str(folder)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert told.returncode == 0, told.stderr
    return int(told.stdout)


def test_a_restore_killed_at_any_point_leaves_the_old_database_or_the_restored_one(tmp_path: Path) -> None:
    assert points_survived(RESTORE, tmp_path) >= 8


def test_a_backup_killed_at_any_point_leaves_no_half_backup_and_does_not_stop_the_next(tmp_path: Path) -> None:
    assert points_survived(BACK_UP, tmp_path) >= 5
