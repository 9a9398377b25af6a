"""What ships with the product under ``data/``, and how it is built and checked."""
