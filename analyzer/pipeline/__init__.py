"""The whole path for one call."""
