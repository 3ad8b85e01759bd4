"""Circulars to tables: their schema, their rows, their checks and their files."""
