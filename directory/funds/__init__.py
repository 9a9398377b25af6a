"""Which funds are there, and where did the money go?"""
