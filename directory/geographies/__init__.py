"""Which own sets of areas are there, and what lies in each part?"""
