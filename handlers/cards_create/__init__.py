"""Registers a card, once per idempotency key, and starts its first valuation."""
