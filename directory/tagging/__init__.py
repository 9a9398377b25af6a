"""Which capitals might a listing carry, by which words, and who accepted it?"""
