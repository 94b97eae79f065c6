"""The rights of whoever data are about: what is held, taking it along, erasing it, and asking for a correction."""
