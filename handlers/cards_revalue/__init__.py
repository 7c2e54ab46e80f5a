"""Starts a new valuation unless one is running."""
