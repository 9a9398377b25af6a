"""How the tables under ``data/`` are built from a folder of sources."""
