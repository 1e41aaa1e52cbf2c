"""The rule language: strict YAML, the schema with every default, compiled rules, packs."""
