"""Column generation: a master LP over whole rows of people, priced by ``solver.pricing``."""
