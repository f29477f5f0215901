"""The voice of the house, made on the server: numbers and texts as they are said, and their sound."""
