"""The roads by which a report arrives; each ends in the one report action of ``cases``."""
