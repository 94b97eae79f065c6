"""Monthly pre-aggregates: what each wage tax number reported in a month, written once and read for every as-of date."""
