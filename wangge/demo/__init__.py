"""Districts made up for trying out: the fixture town."""
