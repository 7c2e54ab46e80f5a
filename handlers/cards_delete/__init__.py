"""Deletes a card, its images and its prices."""
