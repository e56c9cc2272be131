"""Signals become persons and households: automatic, asked of a steward, or separate."""
