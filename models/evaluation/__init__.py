"""Evaluation: how well a ranking does on cases it has not seen, always with an interval."""
