"""Whole suites of instances, each through the pipeline that every program goes through."""
