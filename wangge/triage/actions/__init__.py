"""What advice does with the database: made, kept beside what was chosen, learned from."""
