from collections.abc import Iterator

import pytest

from features.spark.engine import SparkEngine, open_spark_engine


@pytest.fixture(scope="session")
def spark() -> Iterator[SparkEngine]:
    """Return an engine on a Spark session of two cores, which all tests share: it takes seconds to start."""
    with open_spark_engine(2, "1GB") as engine:
        yield engine
