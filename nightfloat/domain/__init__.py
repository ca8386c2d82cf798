"""Facts, time, and what is said of them: no solver, no input or output."""
