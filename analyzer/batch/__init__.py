"""Many calls: what is to be done, done one by one or by workers, kept as it is finished."""
