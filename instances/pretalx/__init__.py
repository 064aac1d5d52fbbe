"""A pretalx over HTTP: what its interface answers, a conference pulled from it, and an agenda pushed to its draft."""
