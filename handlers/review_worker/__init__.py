"""Opens a review for each card that looks counterfeit."""
