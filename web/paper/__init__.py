"""How does what we know become paper?"""
