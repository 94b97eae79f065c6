"""Planning: which employers to visit within each team's hours, a random share first."""
