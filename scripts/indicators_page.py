"""Write docs/indicators.md: the indicator file of every feature, the five questions and how each was answered."""

import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

from features.catalogue import load_catalogue
from features.family import Family
from features.feature import Feature
from features.indicator import Indicator, Lawful, Register
from features.indicators import load_indicators, load_registers

PAGE = Path(__file__).parents[1] / "docs" / "indicators.md"
ANSWERS = {"yes": "yes", "no": "no", "to_confirm": "**to confirm**"}
EXPECTED = {"higher": "more findings", "lower": "fewer findings", "either": "either way"}
REGISTERS = "| register | lawful | provisions | what is weak about it |"
FEATURES = (
    "| feature | substantive link | source | higher should go with | acts | quality | lawful, and what is special |"
)

INTRODUCTION = """\
# Indicator files

Made by `make indicators-page` from `indicators.yaml` beside each [catalogue](../features/families), and from
[what is said of each register once](../features/indicator_registers.yaml); a test fails when this page is stale.

Before a figure may help to choose whom to visit, five questions are asked of it (Algoritmekader of the Ministry of the
Interior, measure 3-dat-02):

1. **Lawful?** May these data be used to choose visits? *To confirm* wherever the text was not seen, or it is for the
   DPIA to say that a register falls under it. Nothing was guessed: today no feature has a *yes*.
2. **A proxy for a vulnerable group?** The reason stands in the [catalogue](features.md). Whether features do tell a
   trait, each and together, is measured (`models/fairness/proxies.py`).
3. **Data quality?** What is known to be weak about the register, and about this figure in particular.
4. **A statistical link?** Measured on the random sample only (`models/fairness/indicator_links.py`), for each act:
   it *holds*, is *contrary* to what was expected, is *none*, or there are too few random cases: *undecided*.
5. **A substantive link?** Why the figure bears on breaking the law, from the statute or a study; *reasoning* where
   there is neither, *to confirm* where the reasoning goes both ways.

On a day a file is *complete*, *unanswered* (a question is to be confirmed), *expired* (past the review date, which with
the owner stands in the catalogue) or *missing*. All files are proposals and nobody has signed one. Signatures are named
people's decisions and are kept with the other decisions, never in these files.
"""


def indicators_page(
    families: tuple[Family, ...], files: Mapping[str, Indicator], registers: Mapping[str, Register]
) -> str:
    """Return the page in Markdown.

    Args:
        families: The features by family, held ones too.
        files: The indicator files by feature.
        registers: What is said of each register.
    """
    features = [feature for family in families for feature in family.features]
    both = sum(len(files[feature.name].unanswered) > 1 for feature in features if feature.name in files)
    counted = (
        f"{len(files)} files for {len(features)} features; in {both} the substantive link is to be confirmed too.\n"
    )
    parts = (_family_part(family, files, registers) for family in families)
    return "\n".join([INTRODUCTION, counted, *_registers_part(registers), *parts])


def main() -> None:
    """Write the page."""
    page = indicators_page(load_catalogue().definitions, load_indicators(), load_registers())
    PAGE.write_text(page, encoding="utf-8")
    sys.stdout.write(f"indicators_page: wrote docs/{PAGE.name}\n")


def _registers_part(registers: Mapping[str, Register]) -> Iterator[str]:
    yield "## Registers\n"
    yield from _head(REGISTERS)
    for name, register in registers.items():
        lawful = register.lawful
        answer = f"{ANSWERS[lawful.answer]}: {lawful.reasons[0].en}"
        yield _line([f"`{name}`", answer, _provisions(lawful), register.quality.en])
    yield ""


def _family_part(family: Family, files: Mapping[str, Indicator], registers: Mapping[str, Register]) -> str:
    known = [feature for feature in family.features if feature.name in files]
    reviewers = dict.fromkeys(files[feature.name].reviewers.en for feature in known)
    dates = dict.fromkeys(f"{feature.owner}, review by {feature.review_date}" for feature in known)
    place = f"[File](../features/families/{family.name})"
    said = f"Owner: {'; '.join(dates)}. To be looked at by: {'; '.join(reviewers)}. {place}."
    rows = (_line(_row(feature, files[feature.name], registers)) for feature in known)
    return "\n".join([f"## {family.name.replace('_', ' ').capitalize()}", "", said, "", *_head(FEATURES), *rows, ""])


def _row(feature: Feature, file: Indicator, registers: Mapping[str, Register]) -> list[str]:
    shared = {reason for table in feature.source_tables for reason in registers[table].lawful.reasons}
    special = [reason.en for reason in file.lawful.reasons if reason not in shared]
    name = f"`{feature.name}` {feature.label.en}" + (" (held)" if feature.held else "")
    return [
        name,
        f"{ANSWERS[file.substantive.answer]}: {file.substantive.reason.en}",
        file.substantive.source,
        EXPECTED[file.expected],
        ", ".join(file.laws),
        file.quality[-1].en,
        " ".join([f"{ANSWERS[file.lawful.answer]}.", *special]),
    ]


def _provisions(lawful: Lawful) -> str:
    return "; ".join(f"{row.provision} ({row.certainty})" for row in lawful.provisions)


def _head(head: str) -> tuple[str, str]:
    return head, "|" + "---|" * (head.count("|") - 1)


def _line(cells: list[str]) -> str:
    return "| " + " | ".join(cell.replace("|", r"\|") for cell in cells) + " |"


if __name__ == "__main__":
    main()
