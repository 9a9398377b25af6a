"""Which addresses does the API have?"""
