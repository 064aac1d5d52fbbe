"""What we do with a conference: one verb a file."""
