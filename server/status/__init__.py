"""How the queue stands now, for anybody who wants to know before coming (standard, 1.4.4)."""
