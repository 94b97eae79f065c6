"""Quarantine for people: what is in it, its rows in words, as a spreadsheet, and back again as a drop of repairs."""
