"""What a plan is made from, read from snapshots and settings."""
