"""Contracts of every table that comes in or goes out, the snapshot reader and what both top rooms share."""
