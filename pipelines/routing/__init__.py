"""Day routes at the top: which visits of a plan are to be routed, and a team's week in the terminal."""
