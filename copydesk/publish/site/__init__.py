"""The linked graph of a digest: who and what is named where, editions, copies, stories. Pure."""
