"""Who is looking, and what that person may do: accounts, roles and rights."""
