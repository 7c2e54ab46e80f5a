"""CollectIQ."""
