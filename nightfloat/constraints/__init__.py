"""One file per constraint kind: the class is its parameters, its model and its audit."""
