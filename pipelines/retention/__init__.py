"""Retention: rows that their contract no longer allows to be kept are found, shown and erased."""
