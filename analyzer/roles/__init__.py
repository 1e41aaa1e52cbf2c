"""Who speaks: agent or customer, on what basis, and unknown where it cannot be told."""
