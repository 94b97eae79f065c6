"""Writing snapshots: a side folder, a manifest, one rename."""
