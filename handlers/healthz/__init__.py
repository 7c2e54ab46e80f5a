"""Says that the API is up."""
