"""Day routes: a plan's visits over the weeks and days of each team, and the order in which a crew makes them."""
