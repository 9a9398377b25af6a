"""The desk: pages on which something is written. Nothing else in `web` or `api` opens the people store."""
