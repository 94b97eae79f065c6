"""The secret keys of pseudonyms: where they are kept, and how they are renewed."""
