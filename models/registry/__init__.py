"""The registry: which models there are, and the gates that one passes before it is used."""
