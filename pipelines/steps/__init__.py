"""The steps from register to plan: each reads snapshots, publishes one, and is skipped when nothing has changed."""
