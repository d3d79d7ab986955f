"""Draft mappings (etl/custom) for exports that no source module knows, from the content of a file."""
