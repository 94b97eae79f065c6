"""A delivery that each test may spoil."""

from pathlib import Path

import pytest

from tests.support.deliveries import Delivery


@pytest.fixture
def delivery(tmp_path: Path) -> Delivery:
    return Delivery(tmp_path)
