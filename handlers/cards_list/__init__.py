"""Lists the caller's cards, newest first."""
