"""The rules of the queue: plain Python that knows no clock, no database and no network."""
