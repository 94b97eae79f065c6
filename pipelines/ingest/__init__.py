"""Ingest: delivered register files in, valid rows in cents and minutes out, and all that is wrong in quarantine."""

from pipelines.ingest.delivery import Delivery, delivery_hash, read_delivery
from pipelines.ingest.run import IngestResult, ingest
from pipelines.ingest.table import TableResult

__all__ = ["Delivery", "IngestResult", "TableResult", "delivery_hash", "ingest", "read_delivery"]
