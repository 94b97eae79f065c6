"""What people decided about a plan and what came of it: from files into the store, and back into the registers."""
