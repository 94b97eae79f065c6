"""The replay of a dossier: why an employer was, or was not, chosen under a plan, made again from manifests alone."""
