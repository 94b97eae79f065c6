"""How near the synthetic Netherlands comes to what is publicly known, from its written registers alone."""

from pipelines.synthetic.report.lines import report_lines

__all__ = ["report_lines"]
