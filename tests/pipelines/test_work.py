"""The worker does the jobs of the store, says how each ended, and loses none when it is stopped."""

import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Event, Thread
from typing import Any

import pytest

from data_contracts.errors import KompasError
from data_contracts.settings import KompasSettings, load_settings
from data_contracts.store import sqlite_url
from data_contracts.store.jobs import Job, Jobs
from pipelines.jobs.worker import Handler, Worker
from pipelines.steps.context import StepContext
from tests.support.command import kompas
from tests.support.postgres_server import PostgresServer
from tests.support.stores import Store

pytestmark = pytest.mark.slow


@pytest.fixture
def settings(store: Store, tmp_path: Path) -> KompasSettings:
    return load_settings(data_dir=tmp_path, store_url=store.url)


@pytest.fixture
def jobs(store: Store) -> Jobs:
    return Jobs(store.url)


def worker(settings: KompasSettings, said: list[str] | None = None, **handlers: Handler) -> Worker:
    return Worker(settings, handlers, (said if said is not None else []).append)


def now(jobs: Jobs, job_id: str) -> Job:
    job = jobs.of(job_id)
    assert job is not None
    return job


def until(true: Callable[[], bool]) -> None:
    end = time.monotonic() + 60
    while not true():
        assert time.monotonic() < end, "it did not come true within a minute"
        time.sleep(0.05)


def test_a_job_is_done_with_its_argument_and_its_result_is_recorded(settings: KompasSettings, jobs: Jobs) -> None:
    seen: list[tuple[StepContext, dict[str, Any]]] = []

    def handler(context: StepContext, argument: dict[str, Any]) -> str:
        seen.append((context, argument))
        return "snapshot-1"

    job_id = jobs.ask("what_if", {"points": 10}, "planner")
    said: list[str] = []
    assert worker(settings, said, what_if=handler).once()
    assert (now(jobs, job_id).state, now(jobs, job_id).result) == ("done", "snapshot-1")
    ((context, argument),) = seen
    assert argument == {"points": 10}
    assert context.settings.data_dir == settings.data_dir
    assert said == [f"what_if {job_id}: begun, asked by planner.", f"what_if {job_id}: made snapshot-1."]
    assert not worker(settings, what_if=handler).once()


def test_what_a_user_did_wrong_is_told_and_the_worker_goes_on(settings: KompasSettings, jobs: Jobs) -> None:
    def handler(_: StepContext, argument: dict[str, Any]) -> str:
        if argument["wrong"]:
            raise KompasError("There is no team X.", "team", "Choose another.")
        return "snapshot-2"

    wrong, right = (jobs.ask("what_if", {"wrong": value}, "planner") for value in (True, False))
    said: list[str] = []
    own = worker(settings, said, what_if=handler)
    assert own.once()
    assert own.once()
    words = "There is no team X. Choose another."
    dutch = f"Dit kan zo niet worden berekend. Het programma meldt (in het Engels): {words}"
    assert (now(jobs, wrong).state, now(jobs, wrong).problem) == ("failed", {"nl": dutch, "en": words})
    assert said[1:3] == [
        f"what_if {wrong}: where: team",
        f"what_if {wrong}: FAILED: There is no team X. Choose another.",
    ]
    assert now(jobs, right).result == "snapshot-2"


def test_an_error_with_words_of_its_own_in_both_languages_keeps_them(settings: KompasSettings, jobs: Jobs) -> None:
    class NoPlanError(KompasError):
        def __init__(self) -> None:
            super().__init__("too few hours")
            self.texts = {"nl": "te weinig uren", "en": "too few hours"}

    def handler(_: StepContext, __: dict[str, Any]) -> str:
        raise NoPlanError

    job_id = jobs.ask("what_if", {}, "planner")
    worker(settings, what_if=handler).once()
    assert now(jobs, job_id).problem == {"nl": "te weinig uren", "en": "too few hours"}


def test_a_fault_in_the_program_fails_the_job_and_is_shown_to_who_runs_the_worker(
    settings: KompasSettings, jobs: Jobs, capsys: pytest.CaptureFixture[str]
) -> None:
    def handler(_: StepContext, __: dict[str, Any]) -> str:
        raise ZeroDivisionError("in the middle")

    job_id = jobs.ask("what_if", {}, "planner")
    assert worker(settings, what_if=handler).once()
    problem = now(jobs, job_id).problem
    assert problem is not None
    assert "fault in the program (ZeroDivisionError)" in problem["en"]
    assert "fout in het programma (ZeroDivisionError)" in problem["nl"]
    assert "ZeroDivisionError: in the middle" in capsys.readouterr().err


def test_a_job_whose_work_is_interrupted_waits_again(settings: KompasSettings, jobs: Jobs) -> None:
    def handler(_: StepContext, __: dict[str, Any]) -> str:
        raise KeyboardInterrupt

    job_id = jobs.ask("what_if", {}, "planner")
    with pytest.raises(KeyboardInterrupt):
        worker(settings, what_if=handler).once()
    assert (now(jobs, job_id).state, now(jobs, job_id).tries) == ("waiting", 0)


def test_a_long_job_gives_signs_of_life(settings: KompasSettings, jobs: Jobs) -> None:
    job_id = jobs.ask("what_if", {}, "planner")

    def handler(_: StepContext, __: dict[str, Any]) -> str:
        first = now(jobs, job_id).seen_at
        until(lambda: now(jobs, job_id).seen_at != first)
        return "snapshot-3"

    assert Worker(settings, {"what_if": handler}, print, sign_of_life_s=0.05).once()
    assert now(jobs, job_id).result == "snapshot-3"


def test_jobs_of_other_kinds_are_left_alone(settings: KompasSettings, jobs: Jobs) -> None:
    job_id = jobs.ask("scenario", {}, "planner")
    assert not worker(settings, what_if=lambda _, __: "x").once()
    assert now(jobs, job_id).state == "waiting"


def test_a_worker_takes_jobs_as_they_come_until_it_is_told_to_stop(settings: KompasSettings, jobs: Jobs) -> None:
    stop = Event()
    thread = Thread(target=worker(settings, what_if=lambda _, argument: argument["name"]).run, args=(stop,))
    thread.start()
    try:
        for name in ("a", "b"):
            job_id = jobs.ask("what_if", {"name": name}, "planner")
            until(lambda job_id=job_id: now(jobs, job_id).state == "done")  # type: ignore[misc]
            assert now(jobs, job_id).result == name
    finally:
        stop.set()
        thread.join(timeout=30)
    assert not thread.is_alive()


def test_a_worker_goes_on_when_the_database_was_away_for_a_while(postgres: PostgresServer, tmp_path: Path) -> None:
    database = postgres.new_database()
    settings = load_settings(data_dir=tmp_path, store_url=postgres.url(database))
    jobs, said, stop = Jobs(postgres.url(database)), [""], Event()
    own = Worker(settings, {"what_if": lambda _, __: "snapshot-4"}, said.append, retry_s=0.1)
    jobs.ask("what_if", {}, "planner")
    thread = Thread(target=own.run, args=(stop,))
    thread.start()
    try:
        until(lambda: jobs.recent("what_if")[0].state == "done")
        with postgres.connect("postgres") as connection:
            connection.execute(f"ALTER DATABASE {database} ALLOW_CONNECTIONS false")
            connection.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [database])
            until(lambda: "It is tried again." in said[-1])
            connection.execute(f"ALTER DATABASE {database} ALLOW_CONNECTIONS true")
        again = jobs.ask("what_if", {}, "planner")
        until(lambda: now(jobs, again).state == "done")
    finally:
        stop.set()
        thread.join(timeout=30)
    assert not thread.is_alive()


def test_the_command_tells_what_is_wrong_with_a_job_and_ends(tmp_path: Path) -> None:
    jobs = Jobs(sqlite_url(tmp_path))
    job_id = jobs.ask("what_if", {"name": "no such what-if"}, "planner")
    done = kompas("work", "--once", "--data", str(tmp_path))
    assert (done.returncode, done.stderr) == (0, "")
    assert now(jobs, job_id).state == "failed"
    assert f"what_if {job_id}: FAILED: " in done.stdout


@contextmanager
def started(*arguments: str, folder: Path) -> Iterator["subprocess.Popen[str]"]:
    """Run the command in a folder until the block ends."""
    process = subprocess.Popen(
        [kompas.path, *arguments, "--data", str(folder)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        env=kompas.environment(),
        cwd=folder,
    )
    with process:
        try:
            yield process
        finally:
            process.kill()


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM])
def test_a_waiting_worker_stops_at_once_when_it_is_told_to(tmp_path: Path, how: signal.Signals) -> None:
    with started("work", folder=tmp_path) as process:
        assert process.stdout is not None
        assert process.stdout.readline().startswith("Waiting for jobs: ")
        process.send_signal(how)
        assert process.wait(timeout=30) == 130


def test_a_worker_that_was_started_beside_something_ends_with_it(tmp_path: Path) -> None:
    jobs = Jobs(sqlite_url(tmp_path))
    job_id = jobs.ask("what_if", {"name": "no such what-if"}, "planner")
    with started("work", "--until-input-ends", folder=tmp_path) as process:
        until(lambda: now(jobs, job_id).state == "failed")
        assert process.poll() is None
        assert process.stdin is not None
        process.stdin.close()
        assert process.wait(timeout=30) == 0


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGKILL])
def test_the_dashboard_can_run_a_worker_that_ends_with_it_however_it_ends(tmp_path: Path, how: signal.Signals) -> None:
    jobs = Jobs(sqlite_url(tmp_path))
    with started("dashboard", "--with-worker", "--port", "0", folder=tmp_path) as process:
        job_id = jobs.ask("what_if", {"name": "no such what-if"}, "planner")
        until(lambda: now(jobs, job_id).state == "failed")
        child = int(str(now(jobs, job_id).worker).split(":")[1])
        process.send_signal(how)
        process.wait(timeout=30)
        until(lambda: not Path(f"/proc/{child}").exists() or "zombie" in Path(f"/proc/{child}/status").read_text())
