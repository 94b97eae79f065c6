"""The names of the components by which a decision is taken, and of what it is taken in."""

DRAWER = "plan-drawer"
BODY = "plan-drawer-body"
CHANGED = "plan-changed"
ADD = "plan-add"
APPROVALS = "plan-approvals"

ITEM = "decide-item"
KIND = "decide-kind"
REASON = "decide-reason"
OTHER = "decide-other"
MONTH = "decide-month"
TEAM = "decide-team"
GROUND = "decide-ground"
REMARK = "decide-remark"
RECORD = "decide-record"
UNDO = "decide-undo"
HISTORY = "decide-history"
PROBLEM = "decide-problem"
BY = "plan-person"

ANSWER = "plan-answer"
ANSWER_PROBLEM = "plan-answer-problem"


def frame_of(field: str) -> str:
    """Return the name of the frame round a field, which is shown when the field belongs to the decision."""
    return f"{field}-frame"
