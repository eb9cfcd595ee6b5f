"""The demo district's last 90 days: what was said, when, and how each case moved, as the moves of ``cases`` make it."""
