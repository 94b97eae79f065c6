"""The three acts as data: dated parameters, checks on returns, worked cases and the sentences of their facts."""
