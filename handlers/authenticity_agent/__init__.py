"""Compares the image with reference samples and asks a model for its judgement."""
