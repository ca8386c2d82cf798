"""Other solvers on the same instances: same clock, same cores, same judge."""
