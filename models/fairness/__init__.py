"""Fairness: on whom it falls, as figures by group with intervals. Frames in, frames out."""
