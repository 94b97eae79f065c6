"""Jobs and wage records: who works where, from when to when, and what an employer reports of it."""

from pipelines.synthetic.wages.files import write_wage_files
from pipelines.synthetic.wages.jobs import make_jobs

__all__ = ["make_jobs", "write_wage_files"]
