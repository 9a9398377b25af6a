"""Which listings answer what somebody asked?"""
