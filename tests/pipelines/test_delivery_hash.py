"""The hash of a delivery changes with every byte and name of it, and with nothing else."""

import os

import pytest

from data_contracts.errors import KompasError
from pipelines.ingest import delivery_hash
from tests.support.deliveries import Delivery


def test_the_same_files_give_the_same_hash(delivery: Delivery) -> None:
    first = delivery_hash(delivery.write().register)
    os.utime(delivery.register / "capacity" / "a.csv", (1, 1))
    delivery.write_file("capacity/.hidden", "x")
    assert delivery_hash(delivery.register) == first
    assert len(first) == 64


@pytest.mark.parametrize("change", ["content", "name", "more"])
def test_a_change_gives_another_hash(delivery: Delivery, change: str) -> None:
    first = delivery_hash(delivery.write().register)
    path = delivery.register / "capacity" / "a.csv"
    match change:
        case "content":
            path.write_text(path.read_text().replace("400", "401", 1))
        case "name":
            path.rename(path.with_name("b.csv"))
        case "more":
            delivery.write_file("capacity/b.csv", "")
    assert delivery_hash(delivery.register) != first


def test_a_file_that_cannot_be_read_is_named(delivery: Delivery) -> None:
    path = delivery.write().register / "capacity" / "b.csv"
    path.symlink_to(path)
    assert delivery_hash(delivery.register)  # a link to nowhere is no file
    path.unlink()
    path.write_text("x")
    path.chmod(0)
    if os.access(path, os.R_OK):  # the superuser reads everything
        assert delivery_hash(delivery.register)
    else:
        with pytest.raises(KompasError, match="cannot be read"):
            delivery_hash(delivery.register)
