"""Merges the agents' findings, stores card and price, and tells the bus."""
