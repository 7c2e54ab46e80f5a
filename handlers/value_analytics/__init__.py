"""Sums up values by set and rarity every night."""
