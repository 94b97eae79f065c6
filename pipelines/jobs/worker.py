"""The worker: takes jobs from the store one by one, does them, and says in the store how each ended."""

import os
import socket
import sys
import traceback
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from threading import Event, Thread
from typing import Any
from uuid import uuid4

from data_contracts.errors import KompasError
from data_contracts.settings import KompasSettings
from data_contracts.store.jobs import STALE_AFTER_S, Job, Jobs
from pipelines.steps.context import StepContext
from pipelines.store import store_of
from pipelines.texts import texts_beside

Handler = Callable[[StepContext, dict[str, Any]], str]
"""Does a job with its argument and returns the id of the snapshot that it made."""
POLL_S = 1.0
RETRY_S = 10.0
SIGN_OF_LIFE_S = STALE_AFTER_S / 8


class Worker:
    """Does jobs until it is told to stop.

    Args:
        settings: The run's settings; the store is the one that they name.
        handlers: What to do for each kind of job; jobs of other kinds are left for other workers.
        say: Whom to tell about jobs.
        sign_of_life_s: How often it says in the store that it is still at work.
        retry_s: How long it waits before it tries a store again that it could not reach.
    """

    def __init__(
        self,
        settings: KompasSettings,
        handlers: Mapping[str, Handler],
        say: Callable[[str], None],
        sign_of_life_s: float = SIGN_OF_LIFE_S,
        retry_s: float = RETRY_S,
    ) -> None:
        self._context = StepContext.of(settings, say)
        self._jobs = Jobs(store_of(settings))
        self._handlers = handlers
        self._sign_of_life_s = sign_of_life_s
        self._retry_s = retry_s
        self._name = f"{socket.gethostname()}:{os.getpid()}:{uuid4().hex[:8]}"

    def run(self, stop: Event) -> None:
        """Do jobs as they come, until the event is set; a job that is under way is brought to its end first.

        A store that cannot be reached for a while, once it was, is tried again.

        Raises:
            KompasError: The store cannot be used from the beginning.
        """
        busy = self.once()
        while not stop.wait(0.0 if busy else POLL_S):
            try:
                busy = self.once()
            except KompasError as error:
                self._context.say(f"{error.what} It is tried again.")
                busy = stop.wait(self._retry_s)

    def once(self) -> bool:
        """Do the job that waits longest, if there is one, and tell whether there was.

        When the work is interrupted (Ctrl-C, or the system ends the process) the job waits again for another worker.

        Raises:
            KompasError: The store cannot be used; what a job itself meets is recorded with the job.
        """
        job = self._jobs.take(self._handlers.keys(), self._name)
        if job is None:
            return False
        self._context.say(f"{job.kind} {job.job_id}: begun, asked by {job.asked_by}.")
        try:
            with self._signs_of_life(job):
                result, problem = self._done(job)
        except BaseException:
            self._jobs.give_back(job)
            raise
        self._record(job, result, problem)
        return True

    def _done(self, job: Job) -> tuple[str | None, dict[str, str]]:
        try:
            return self._handlers[job.kind](self._context, job.argument), {}
        except KompasError as error:
            if error.where:  # a path or a setting: of use to whoever runs the worker, not to who asked
                self._context.say(f"{job.kind} {job.job_id}: where: {error.where}")
            # Some errors, such as that of a plan that cannot be, have their own words in both languages.
            told = " ".join(part for part in (error.what, error.remedy) if part)
            return None, dict(getattr(error, "texts", None) or _in_both_languages("refused", what=told))
        except Exception as error:
            traceback.print_exc(file=sys.stderr)  # a fault in the program: whoever runs the worker must see where
            return None, _in_both_languages("fault", what=type(error).__name__)

    def _record(self, job: Job, result: str | None, problem: dict[str, str]) -> None:
        counts = self._jobs.fail(job, problem) if result is None else self._jobs.finish(job, result)
        ended = f"made {result}" if result is not None else f"FAILED: {problem['en'].removesuffix('.')}"
        self._context.say(f"{job.kind} {job.job_id}: {ended if counts else 'was taken over by another worker'}.")

    @contextmanager
    def _signs_of_life(self, job: Job) -> Iterator[None]:
        done = Event()

        def tell() -> None:
            while not done.wait(self._sign_of_life_s):
                try:
                    self._jobs.still_at_it(job)
                except KompasError as error:
                    self._context.say(f"{job.kind} {job.job_id}: no sign of life could be given: {error.what}")

        teller = Thread(target=tell, name=f"signs of life of {job.job_id}", daemon=True)
        teller.start()
        try:
            yield
        finally:
            done.set()
            teller.join()


def _in_both_languages(key: str, **values: str) -> dict[str, str]:
    return {language: words.format(**values) for language, words in texts_beside(__file__)[key].items()}
