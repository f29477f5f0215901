"""The way of papers to their printers: one worker per printer, whatever the number of server processes."""
