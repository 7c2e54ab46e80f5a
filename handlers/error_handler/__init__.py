"""Marks a card whose valuation failed and keeps the failure for a redrive."""
