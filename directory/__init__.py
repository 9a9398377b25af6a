"""What exists, who may change it, and what follows from a change.

Owns the databases; knows no HTTP and no HTML.
"""
