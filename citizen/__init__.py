"""The ticket on a phone."""
