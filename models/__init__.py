"""Labels, training, calibration, backtests, reasons and planning."""
