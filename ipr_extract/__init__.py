"""Government circulars to tables."""
