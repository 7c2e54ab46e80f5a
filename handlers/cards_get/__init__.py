"""Reads one card with its latest valuation."""
