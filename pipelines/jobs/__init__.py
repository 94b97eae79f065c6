"""Jobs that a screen asks for: what each kind does, and the worker that does them."""
