"""Advice that is learned: from texts to hashed features, weights, calibrated confidence and the words behind it."""
