"""City profiles: check one, start one, and put one into a home."""
