"""Jobs: each is done by one worker, none is lost when a worker dies, and asking is logged."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from sqlalchemy import select

from data_contracts.store import AuditLog
from data_contracts.store.jobs import MOST_TRIES, Job, Jobs
from data_contracts.store.tables import JOBS
from tests.support.stores import Store

KINDS = ("what_if",)


@pytest.fixture
def jobs(store: Store) -> Jobs:
    return Jobs(store.url)


def taken(jobs: Jobs, worker: str = "w1") -> Job:
    job = jobs.take(KINDS, worker)
    assert job is not None
    return job


def now(jobs: Jobs, job_id: str) -> Job:
    job = jobs.of(job_id)
    assert job is not None
    return job


def test_a_job_goes_from_asked_to_done(jobs: Jobs) -> None:
    job_id = jobs.ask("what_if", {"hours": {"Noord-1": 120.5}, "months": [1, 2]}, "planner")
    asked = now(jobs, job_id)
    assert (asked.state, asked.tries, asked.worker, asked.result) == ("waiting", 0, None, None)
    job = taken(jobs)
    assert (job.job_id, job.argument) == (job_id, {"hours": {"Noord-1": 120.5}, "months": [1, 2]})
    assert (job.state, job.tries, job.worker, job.asked_by) == ("running", 1, "w1", "planner")
    assert asked.asked_at < str(job.started_at) == job.seen_at
    assert jobs.take(KINDS, "w2") is None
    assert jobs.finish(job, "2026-11-01-abc")
    done = now(jobs, job_id)
    assert (done.state, done.result, done.problem) == ("done", "2026-11-01-abc", None)
    assert str(done.finished_at) > str(done.started_at)
    assert jobs.take(KINDS, "w1") is None


def test_a_job_that_fails_says_why_in_both_languages(jobs: Jobs) -> None:
    jobs.ask("what_if", {}, "planner")
    job = taken(jobs)
    assert jobs.fail(job, {"nl": "te weinig uren", "en": "too few hours"})
    failed = now(jobs, job.job_id)
    assert (failed.state, failed.problem) == ("failed", {"nl": "te weinig uren", "en": "too few hours"})


def test_asking_is_logged_with_what_was_asked(jobs: Jobs, store: Store) -> None:
    job_id = jobs.ask("what_if", {"share": 0.2}, "planner")
    (line,) = AuditLog(store.url).lines()
    assert (line.actor, line.action, line.subject) == ("planner", "ask_job", f"job:{job_id}")
    assert line.detail == {"kind": "what_if", "argument": {"share": 0.2}}
    assert now(jobs, job_id).asked_at == line.at


def test_the_job_that_waits_longest_comes_first_and_only_of_the_kinds_asked_for(jobs: Jobs) -> None:
    first = jobs.ask("scenario", {}, "planner")
    second, third = (jobs.ask("what_if", {"n": n}, "planner") for n in range(2))
    assert taken(jobs).job_id == second
    assert taken(jobs).job_id == third
    assert jobs.take(KINDS, "w1") is None
    other = jobs.take(["what_if", "scenario"], "w1")
    assert other is not None
    assert other.job_id == first


def test_recent_jobs_of_a_kind_are_listed_with_the_newest_first(jobs: Jobs) -> None:
    asked = [jobs.ask("what_if", {"n": n}, "planner") for n in range(3)]
    jobs.ask("scenario", {}, "planner")
    assert [job.job_id for job in jobs.recent("what_if")] == asked[::-1]
    assert [job.job_id for job in jobs.recent("what_if", limit=2)] == asked[:0:-1]
    assert jobs.of("no such job") is None


def test_no_job_is_taken_twice_by_workers_at_the_same_moment(jobs: Jobs, store: Store) -> None:
    asked = {jobs.ask("what_if", {"n": n}, "planner") for n in range(40)}
    together = Barrier(4)

    def work(worker: str) -> list[str]:
        own, done = Jobs(store.url), []
        together.wait(timeout=30)
        while (job := own.take(KINDS, worker)) is not None:
            done.append(job.job_id)
            assert own.finish(job, f"made by {worker}")
        return done

    with ThreadPoolExecutor(4) as pool:
        done = [job_id for jobs_of_one in pool.map(work, ["a", "b", "c", "d"]) for job_id in jobs_of_one]
    assert sorted(done) == sorted(asked)


def test_a_row_that_a_worker_holds_makes_no_other_worker_wait(jobs: Jobs, store: Store) -> None:
    """On PostgreSQL a worker skips a job that another is just taking; SQLite has one writer at a time anyhow."""
    if store.kind == "postgresql":
        first, second = (jobs.ask("what_if", {"n": n}, "planner") for n in range(2))
        with AuditLog(store.url).transaction(writing=True, whole=False) as connection:
            connection.execute(select(JOBS).where(JOBS.c.job_id == first).with_for_update())
            assert taken(Jobs(store.url)).job_id == second


def test_a_job_of_a_worker_that_died_goes_to_another_whose_result_counts(jobs: Jobs, store: Store) -> None:
    job_id = jobs.ask("what_if", {}, "planner")
    dead = taken(jobs, "dead")
    assert jobs.take(KINDS, "alive") is None  # it may still be at work
    impatient = Jobs(store.url, stale_after_s=0)
    again = taken(impatient, "alive")
    assert (again.job_id, again.worker, again.tries) == (job_id, "alive", 2)
    assert not jobs.still_at_it(dead)
    assert not jobs.finish(dead, "old")
    assert not jobs.fail(dead, {"nl": "x", "en": "x"})
    assert jobs.finish(again, "new")
    assert now(jobs, job_id).result == "new"


def test_a_worker_that_takes_its_own_job_again_delivers_only_once(jobs: Jobs, store: Store) -> None:
    job_id = jobs.ask("what_if", {}, "planner")
    first, again = taken(jobs, "w"), taken(Jobs(store.url, stale_after_s=0), "w")
    assert (first.worker, first.tries, again.worker, again.tries) == ("w", 1, "w", 2)
    assert not jobs.finish(first, "old")
    assert jobs.finish(again, "new")
    assert now(jobs, job_id).result == "new"


def test_a_worker_that_is_heard_of_keeps_its_job(jobs: Jobs, store: Store) -> None:
    jobs.ask("what_if", {}, "planner")
    job = taken(jobs)
    store.run("UPDATE jobs SET seen_at = '2020-01-01T00'")
    assert jobs.still_at_it(job)
    assert jobs.take(KINDS, "w2") is None
    store.run("UPDATE jobs SET seen_at = '2020-01-01T00'")
    assert taken(jobs, "w2").worker == "w2"


def test_a_job_that_kills_every_worker_is_given_up_with_words(store: Store) -> None:
    jobs = Jobs(store.url, stale_after_s=0)
    job_id = jobs.ask("what_if", {}, "planner")
    behind = jobs.ask("what_if", {"n": 2}, "planner")
    for number in range(MOST_TRIES):
        assert taken(jobs, f"w{number}").job_id == job_id
    assert taken(jobs).job_id == behind
    given_up = now(jobs, job_id)
    assert given_up.state == "failed"
    assert given_up.problem is not None
    assert set(given_up.problem) == {"nl", "en"}
    assert "started 3 times" in given_up.problem["en"]


def test_a_job_that_is_given_back_waits_again_and_has_not_used_a_try(jobs: Jobs) -> None:
    job_id = jobs.ask("what_if", {}, "planner")
    for _ in range(MOST_TRIES + 1):
        job = taken(jobs)
        assert (job.job_id, job.tries) == (job_id, 1)
        assert jobs.give_back(job)
        assert now(jobs, job_id).state == "waiting"
