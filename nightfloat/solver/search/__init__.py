"""Strategies behind one clock; each runs in a child process and streams what it finds."""
