"""Households become cases with clocks, attempts and outcomes."""
