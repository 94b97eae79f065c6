"""The Dash app over published snapshots and the store."""
