"""The day's figures: pure calculations, their page, their export."""
