"""Paper tickets: a slip of lines becomes a picture, ESC/POS bytes, and paper. Stands alone."""
