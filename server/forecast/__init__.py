"""How long people will wait: learned from what happened, replayed beside the requests, told to pages."""
