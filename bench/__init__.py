"""Measured runs, one file per question; each prints one JSON object with its limit and the ratio to it."""
