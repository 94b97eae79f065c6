from pathlib import Path

import pytest

from tests.features.registers import Registers


@pytest.fixture
def registers(tmp_path: Path) -> Registers:
    """Return empty registers below the test's own folder."""
    return Registers(tmp_path / "warehouse")
