"""The verbs: each loads, decides, applies and saves; nothing else writes a case."""
