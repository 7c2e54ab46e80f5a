"""The price sources, each behind `source.Source`."""
