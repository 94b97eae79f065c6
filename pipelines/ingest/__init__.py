"""Ingest: drops of register files in, valid rows in cents and minutes out, and all that is wrong in quarantine."""

from pipelines.ingest.drops import Drop, read_drops
from pipelines.ingest.load import Load
from pipelines.ingest.run import clear_scratch, ingest
from pipelines.ingest.table import TableResult

__all__ = ["Drop", "Load", "TableResult", "clear_scratch", "ingest", "read_drops"]
