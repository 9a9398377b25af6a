"""Which groups work together under a name of their own?"""
