"""What features tell of traits, and whether each goes with findings among cases drawn by lot as its file expects."""

import polars as pl

from features.catalogue import load_catalogue
from features.indicators import load_indicators, states
from models.fairness.indicator_links import expectations, indicator_links
from models.fairness.proxies import PROXY_SCHEMA, proxies
from models.labels import LAWS
from pipelines.fairness.gathering import Gathered
from pipelines.fairness.rules import audit_rules

STATE_SCHEMA = pl.Schema([("feature", pl.String()), ("state", pl.String()), ("unanswered", pl.List(pl.String()))])


def proxy_table(gathered: Gathered, seed: int) -> pl.DataFrame:
    """Return how well the features tell each trait, on employers drawn by lot; no rows when no trait is held.

    Args:
        gathered: The units.
        seed: Seed of the draw, of parts and of trees; it stands in the table.
    """
    everybody = gathered.employers["employer_id"].sort()
    if not gathered.traits.dimensions:
        return pl.DataFrame(schema=PROXY_SCHEMA)
    names = everybody.sample(min(len(everybody), audit_rules().proxy_employers), seed=seed)
    features = pl.scan_parquet(gathered.sources.features.table("current"))
    drawn = features.filter(pl.col("employer_id").is_in(names.implode())).with_columns(unit="employer_id").collect()
    catalogue = load_catalogue()
    families = {name: [f.name for f in catalogue.features if f.family == name] for name in catalogue.families}
    told = proxies(drawn, gathered.groups, gathered.traits.dimensions, families, seed)
    return told.with_columns(drawn_from=pl.lit(len(everybody), pl.Int64))


def indicator_table(gathered: Gathered) -> pl.DataFrame:
    """Return the link of each feature with findings, law by law, and how its indicator file stands on the as-of date.

    Returns:
        The columns of ``models.fairness.indicator_links.LINK_SCHEMA`` with ``state, unanswered``.
    """
    names = load_catalogue().names
    training = gathered.sources.cases().select("unit", *names)
    links = indicator_links(gathered.examined, training, expectations(load_indicators(), names, LAWS))
    stand = states(gathered.sources.as_of)
    rows = [(name, stand[name].state, list(stand[name].unanswered)) for name in names]
    told = pl.DataFrame(rows, schema=STATE_SCHEMA, orient="row")
    return links.join(told, on="feature", how="left", maintain_order="left")
