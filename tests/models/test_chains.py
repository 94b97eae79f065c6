"""Chains: neighbours, and which joint visits are offered."""

import numpy as np
import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from models.planning.chains import chain_bundles, link_positions, neighbours

FRAME = pl.DataFrame({"employer_id": ["a", "b", "c", "d"]})


def test_links_to_the_outside_and_to_oneself_are_left_out() -> None:
    links = pl.DataFrame(
        {"lender_id": ["c", "a", "a", "a", "party:9", "b"], "hirer_id": ["d", "b", "b", "x", "a", "b"]}
    )
    assert link_positions(FRAME, links).tolist() == [[0, 1], [2, 3]]
    assert link_positions(FRAME, links.clear()).shape == (0, 2)


def test_neighbours_on_either_side() -> None:
    links = np.array([[0, 1], [1, 2]])
    assert neighbours(np.array([True, False, False, False]), links).tolist() == [True, True, False, False]
    assert neighbours(np.array([False, True, False, False]), links).tolist() == [True, True, True, False]


def test_a_lender_goes_with_its_most_worthwhile_hirers() -> None:
    links = np.array([[0, 1], [0, 2], [0, 3], [3, 1]])
    yields, hours = np.array([1.0, 4, 3, 2]), np.array([1.0, 4, 1, 1])  # an hour: 1, 1, 3, 2
    free = np.ones(4, dtype=bool)
    assert chain_bundles(links, yields, hours, free, 3) == ((0, 2), (0, 2, 3), (3, 1))
    assert chain_bundles(links, yields, hours, free, 4) == ((0, 2), (0, 2, 3), (0, 2, 3, 1), (3, 1))
    assert chain_bundles(links, yields, hours, free, 1) == ()
    without_two = np.array([True, True, False, True])
    assert chain_bundles(links, yields, hours, without_two, 3) == ((0, 3), (0, 3, 1), (3, 1))
    assert chain_bundles(links, np.array([0.0, 1, 1, 1]), hours, free, 3) == ((3, 1),)


@settings(max_examples=60, deadline=None)
@given(st.integers(2, 30), st.integers(0, 80), st.integers(1, 6), st.integers(0, 1000))
def test_bundles_follow_links_and_keep_to_their_size(count: int, edges: int, size: int, seed: int) -> None:
    lots = np.random.default_rng(seed)
    links = np.unique(lots.integers(0, count, (edges, 2)), axis=0)
    links = links[links[:, 0] != links[:, 1]]
    yields, free = lots.random(count), lots.random(count) < 0.8
    known = {tuple(link) for link in links.tolist()}
    for bundle in chain_bundles(links, yields, np.ones(count), free, size):
        assert 2 <= len(bundle) == len(set(bundle)) <= size
        assert all((bundle[0], hirer) in known for hirer in bundle[1:])
        assert free[list(bundle)].all()
