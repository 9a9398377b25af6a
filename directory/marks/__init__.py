"""Who says what of provision in a place, and which saying holds?"""
