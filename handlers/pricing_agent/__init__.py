"""Asks the price sources and removes outliers."""
