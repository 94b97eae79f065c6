"""The dossier for a court: why an employer was, or was not, chosen, for a judge and for the employer to read."""
