"""Wangge (网格): grid-based governance of a district. Read docs/tour.md, then cases/rules.py."""
