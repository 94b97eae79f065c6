import polars as pl

from features.peers import FEWEST_PEERS, peer_medians, peers_of


def group(sector: str, size_class: str, values: list[float | None]) -> pl.DataFrame:
    rows = {"sector": sector, "size_class": size_class, "x": pl.Series(values, dtype=pl.Float64)}
    return (
        pl.DataFrame(rows)
        .with_row_index("n")
        .with_columns(employer_id=f"{sector}{size_class}-" + pl.col("n").cast(str))
    )


def peer_values(frame: pl.DataFrame, names: list[str]) -> pl.DataFrame:
    """The peers' median of each row, of all or of a part of them the same."""
    medians = peer_medians(frame, names)
    found = frame.select("employer_id").hstack(peers_of(frame, medians))
    assert found[1:].equals(frame[1:].select("employer_id").hstack(peers_of(frame[1:], medians)))
    return found


def test_enough_peers_of_the_same_sector_and_size() -> None:
    many, others = group("A", "1", [1.0] * 19 + [9.0]), group("A", "2", [5.0] * 30)
    answer = peer_values(pl.concat([many, others]), ["x"])
    assert answer["x"].to_list() == [1.0] * 20 + [5.0] * 30


def test_too_few_of_the_same_size_fall_back_to_the_sector() -> None:
    few, others = group("A", "1", [1.0] * (FEWEST_PEERS - 1)), group("A", "2", [5.0] * 30)
    answer = peer_values(pl.concat([few, others]), ["x"])
    assert answer["x"].unique().to_list() == [5.0]


def test_too_few_of_the_sector_fall_back_to_all() -> None:
    few, others = group("B", "1", [1.0] * 3), group("A", "2", [5.0] * 30)
    answer = peer_values(pl.concat([few, others]), ["x"])
    assert answer.filter(pl.col("employer_id").str.starts_with("B"))["x"].to_list() == [5.0] * 3


def test_those_without_a_value_are_no_peers_but_have_them() -> None:
    answer = peer_values(group("A", "1", [2.0] * FEWEST_PEERS + [None] * 50), ["x"])
    assert answer["x"].to_list() == [2.0] * (FEWEST_PEERS + 50)


def test_without_any_value_there_is_none() -> None:
    assert peer_values(group("A", "1", [None, None]), ["x"])["x"].to_list() == [None, None]


def test_an_unknown_sector_or_size_is_a_group_like_another() -> None:
    frame = group("A", "1", [2.0] * 30).with_columns(sector=pl.lit(None, dtype=pl.String))
    assert peer_values(frame, ["x"])["x"].unique().to_list() == [2.0]
