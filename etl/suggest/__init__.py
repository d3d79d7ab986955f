"""Drafts of mappings for exports that no source module knows (etl/custom), from a look at a file."""
