"""The reception's agenda: who is expected, booking a time, and who is away."""
