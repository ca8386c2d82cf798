"""One person's cheapest row under prices, by a programme compiled from the neutral model."""
