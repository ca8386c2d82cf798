"""From constraints to schedules: the neutral model, its lowerings, and the search."""
