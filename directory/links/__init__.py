"""Do the web addresses of listings still answer?"""
