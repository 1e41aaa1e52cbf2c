"""The numbers of a month, by agent and team, from `Facts`; pages are made elsewhere."""
