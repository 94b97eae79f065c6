"""What the command says of the law as data: the calendar, one parameter, what is missing, and one fact explained."""
