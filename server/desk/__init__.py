"""The desk: the page a clerk calls clients from."""
