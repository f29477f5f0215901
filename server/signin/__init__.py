"""Signing in: the page, choosing a counter, the locked screen, one's own password and PIN."""
