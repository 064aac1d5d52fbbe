"""Measurements: one runner a question; results are dated tables in `results`."""
