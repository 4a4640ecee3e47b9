"""A citizen takes a number."""
