"""How are the tables under ``data/`` built from a folder of sources?"""
