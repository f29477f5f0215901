"""The verbs of the reception: one function each, run by the one writer, all or nothing."""
