"""The supervisor's page: how the branch stands, and what can be done about it."""
