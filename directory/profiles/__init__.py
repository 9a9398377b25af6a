"""What does a group say of itself, beyond its listing, so that what fits it can reach it?"""
