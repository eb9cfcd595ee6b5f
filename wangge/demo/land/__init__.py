"""The land of the demo district, generated: outline, grid tree with boundaries, roads, rivers, parks, buildings, names.

Official are only the names and codes of streets, towns, villages and communities (``data/daxing.csv``). Every line,
point and other name here is made up by :func:`wangge.demo.land.make.make`, the same for the same seed.
"""

from wangge.demo.land.components import Component
from wangge.demo.land.make import Land, land
from wangge.demo.land.numbers import Numbers
from wangge.demo.land.shapes import Feature, Grid, Place

__all__ = ["Component", "Feature", "Grid", "Land", "Numbers", "Place", "land"]
