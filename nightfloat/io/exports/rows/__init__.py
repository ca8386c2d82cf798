"""The rows of every table as plain data, so that the terminal needs no data frame library."""
