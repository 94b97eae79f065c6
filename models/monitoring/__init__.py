"""Monitoring of the models in use: drift, whether chances come true, backtest beside life, and when to stop."""
