"""Rule sets as data: one TOML file per regime, dated and cited, named by its file."""
