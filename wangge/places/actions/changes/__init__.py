"""Changes of the grid tree and of the layers over it: decided, made, followed, taken back."""
