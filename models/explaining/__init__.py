"""What a model's estimate is made of: contributions, reasons, how stable they are, and what would change them."""
