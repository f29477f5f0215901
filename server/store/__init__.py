"""Rows on disk: what is true now (``visit``) and what happened (``visit_event``)."""
