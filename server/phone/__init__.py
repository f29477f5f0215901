"""The ticket on the visitor's own phone."""
