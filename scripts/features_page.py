"""Write docs/features.md: every feature of the catalogue, those that are held, and what none may be made of."""

import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from features.catalogue import Catalogue, load_catalogue
from features.deny_list import DeniedGround, denied_grounds
from features.family import PER_REGISTERS, Family
from features.feature import Feature

PAGE = Path(__file__).parents[1] / "docs" / "features.md"
DIRECTIONS = {1: "raises only", -1: "lowers only", 0: "either way"}
FIGURES = (
    "| feature | what it measures | unit | an estimate | sources | legal basis | risk of standing in for a trait |"
)
HELD = "| feature | what it measures | sources | why it is off |"

INTRODUCTION = """\
# Features

Made by `make features-page` from the [catalogue](../features/families) of the families, so it says what the program
does; a test fails when it is stale. A feature that has no entry in the catalogue does not exist: a build stops when
entries and SQL differ.

- A feature is computed for one employer as of one date, from what the registers had made known by that date.
- It is one input of an *estimate*. What the statute asks and a return declares is shown apart, as a fact
  ([statute checks](../features/statute)).
- *Undefined* is left empty and never filled with zero: a feature without anything to measure says so in its sentence.
- *An estimate* says what a higher value may do to it (the monotone constraint): raise it only, lower it only, or either
  way.
- The last column is how likely the feature stands in for a protected trait, and why.
- Sentences in Dutch and English, the owner and the date of the next review stand in the family's `catalogue.yaml`.
"""

HELD_INTRODUCTION = """\
## Held

{count} near a protected ground. They are listed and their SQL is tested, but they are never put into the matrix, and no
model sees them. One goes on only when a named person signed its indicator file: the file stands in the family's folder,
and the entry has `signed: {{by, on, file}}` in the place of `held`. A build stops when the file is not there.
"""

DENIED_INTRODUCTION = """\
## What no feature may be made of

A word of the [deny-list](../features/deny_list.yaml) in what a feature says of itself, in the tables it reads or in any
SQL of its family stops every build. The statute checks do read some of these registers (permits, payslips), since the
statute asks for it; features do not.
"""


def features_page(catalogue: Catalogue, grounds: Sequence[DeniedGround]) -> str:
    """Return the page in Markdown.

    Args:
        catalogue: The families and their features.
        grounds: What no feature may be made of.
    """
    families = [family for family in catalogue.definitions if family.active]
    total = f"{len(catalogue.names)} features in {len(families)} families, and {len(catalogue.held)} held."
    parts = [INTRODUCTION, f"{total}\n", *(_family_part(family) for family in families)]
    if catalogue.held:
        count = f"{len(catalogue.held)} features lie"
        held = _table(HELD, catalogue.held, _held_row)
        parts.append("\n".join([HELD_INTRODUCTION.format(count=count), *held, ""]))
    parts.append("\n".join([DENIED_INTRODUCTION, *_denied_table(grounds), ""]))
    return "\n".join(parts)


def main() -> None:
    """Write the page."""
    PAGE.write_text(features_page(load_catalogue(), denied_grounds()), encoding="utf-8")
    sys.stdout.write(f"features_page: wrote docs/{PAGE.name}\n")


def _family_part(family: Family) -> str:
    folder = f"../features/families/{family.name}"
    over = (
        "once for the whole country"
        if family.per == PER_REGISTERS
        else "by chunks of employers, over the monthly sums of wage returns"
    )
    about = f"{family.about.en} " if family.about else ""
    head = [f"## {_title(family.name)}", "", f"{about}Runs {over}: [catalogue and SQL]({folder}).", ""]
    return "\n".join([*head, *_table(FIGURES, family.active, _figure_row), ""])


def _title(name: str) -> str:
    return name.replace("_", " ").capitalize()


def _table(head: str, features: Sequence[Feature], row: Callable[[Feature], list[str]]) -> Iterator[str]:
    yield head
    yield "|" + "---|" * (head.count("|") - 1)
    for feature in features:
        yield _line(row(feature))


def _figure_row(feature: Feature) -> list[str]:
    risk = f"{feature.proxy_risk}: {feature.proxy_reason.en}"
    if feature.signed:
        risk += f" Signed by {feature.signed.by} on {feature.signed.on} ({feature.signed.file})."
    direction, sources = DIRECTIONS[feature.direction], ", ".join(feature.source_tables)
    return [_named(feature), feature.description.en, feature.unit, direction, sources, feature.legal_basis, risk]


def _held_row(feature: Feature) -> list[str]:
    why = feature.held.en if feature.held else ""
    return [_named(feature), feature.description.en, ", ".join(feature.source_tables), why]


def _named(feature: Feature) -> str:
    return f"`{feature.name}` {feature.label.en} (*{feature.label.nl}*)"


def _denied_table(grounds: Sequence[DeniedGround]) -> Iterator[str]:
    yield "| ground | held or signed features | words |"
    yield "|---|---|---|"
    for ground in grounds:
        words = ", ".join(f"`{word}`" for word in ground.words)
        yield _line([ground.what, "may speak of it" if ground.unless_signed else "may not either", words])


def _line(cells: Sequence[str]) -> str:
    return "| " + " | ".join(cell.replace("|", r"\|") for cell in cells) + " |"


if __name__ == "__main__":
    main()
