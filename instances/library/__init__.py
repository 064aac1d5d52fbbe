"""Bundled conferences, each with a table of where its values are from."""
