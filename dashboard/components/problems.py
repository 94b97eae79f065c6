"""What went wrong with what a person did, in a sentence in the language of the page."""

import logging

from dashboard.published import UnreadableSnapshotError
from dashboard.regions import OutsideRegionsError
from dashboard.signing_in.account import NotAllowedError, right_in_words
from dashboard.texts import Words
from data_contracts.errors import KompasError, MissingSnapshotError
from data_contracts.store.problems import StoreUnusableError
from data_contracts.store.refusal import RefusalError

_logger = logging.getLogger(__name__)


def problem_in_words(error: KompasError, words: Words) -> str:
    """Return what went wrong and what helps, in one or two sentences.

    What only an administrator can act on is told in full, in English, in the program's own log.
    """
    if isinstance(error, RefusalError):
        return words.of_code("refused", error.code)
    if isinstance(error, NotAllowedError):
        return words("problem.not_allowed", right=right_in_words(error.right, words.language))
    if isinstance(error, OutsideRegionsError):
        return words("problem.outside")
    _logger.warning("Not done: %s", error)
    if isinstance(error, StoreUnusableError):
        return words("problem.store")
    if isinstance(error, (UnreadableSnapshotError, MissingSnapshotError)):
        return words("problem.data")
    return words("problem.other")
