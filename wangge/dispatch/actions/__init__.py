"""What changes or reads ownership: the choice, drafts, publication, the places of units."""
