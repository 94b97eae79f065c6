"""Labels exist only where someone looked: who was looked at, and what that says of the others."""
