"""The virtual printer's page: the paper that came out."""
