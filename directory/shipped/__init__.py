"""What ships with the product under ``data/``, and how is it built and checked?"""
