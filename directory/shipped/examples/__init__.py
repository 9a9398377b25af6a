"""What can be put up to show how the service looks, and taken away again?"""
