"""Which what-if states were given a name?"""
