"""Training: the ranking model, its calibration, and the plain rankings that it must beat."""
