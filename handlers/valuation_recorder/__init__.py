"""Keeps the highest and the lowest value that each card ever had."""
