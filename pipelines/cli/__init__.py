"""The ``kompas`` command: one verb an arrow from register to plan."""
