"""Programmes that somebody else's program has written: one neutral shape, and a conference and its published agenda made of it."""
