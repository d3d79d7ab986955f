"""Readers that several sources share: one module per kind of file."""
