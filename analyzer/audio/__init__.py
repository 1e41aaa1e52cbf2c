"""Sound as numbers: decoding, speech activity, channels, measures. Knows nothing of words."""
