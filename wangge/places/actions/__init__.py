"""What changes and reads places, by subject; the first is the tree."""
