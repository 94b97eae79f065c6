"""What people call the inputs and rankings of a case."""

from models.inputs import LANGUAGES
from pipelines.cases.definition import CaseDefinition
from pipelines.reporting.report import Texts
from pipelines.reporting.words import in_both, words


def group_labels(case: CaseDefinition) -> dict[str, Texts]:
    """Return the name for people of every attribute and history column."""
    labels = {item.name: item.label.model_dump() for item in case.attributes}
    for history in case.history:
        for column in history.uses:
            labels[f"{history.name}_{column}"] = {
                language: words(column, language, label=getattr(history.label, language)) for language in LANGUAGES
            }
    return labels


def ranking_label(case: CaseDefinition, name: str) -> Texts:
    """Return the name for people of a ranking: the published model, a baseline, or one that every report has."""
    if name == "published" and case.published:
        return case.published.label.model_dump()
    for baseline in case.baselines:
        if baseline.name == name:
            return baseline.label.model_dump()
    return in_both(name)
