"""What can be said of a text by fixed rules: dangers named in it, and what a draft answer lacks."""
