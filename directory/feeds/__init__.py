"""What do other directories publish? Harvested page by page, applied whole or not at all."""
