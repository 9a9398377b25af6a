"""What is kept about a person, for how long, and how is it shown to them or forgotten?"""
