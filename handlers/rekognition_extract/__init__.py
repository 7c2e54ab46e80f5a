"""Reads text and labels off the images into a feature envelope."""
