"""What is looked for and looked at, counted without watching anybody?"""
