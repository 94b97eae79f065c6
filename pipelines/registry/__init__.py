"""Models in use: finding them, judging them by their gates, comparing them, and putting one in use."""
