"""What people ask of the audit log: whether it holds, what stands in it, and to forget whom it is about."""
