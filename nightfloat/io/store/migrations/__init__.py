"""The schema's history: every step goes up and down."""
