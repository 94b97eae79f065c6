"""Verifying a data folder: every published file against its manifest, and the chain of the audit log."""
