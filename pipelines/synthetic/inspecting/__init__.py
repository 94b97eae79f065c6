"""What employers do, who reports it, whom the inspectorate visits and what it finds; and the truth behind it."""

from pipelines.synthetic.inspecting.deeds import make_deeds, write_truth
from pipelines.synthetic.inspecting.registers import write_inspecting
from pipelines.synthetic.inspecting.visits import make_visits

__all__ = ["make_deeds", "make_visits", "write_inspecting", "write_truth"]
