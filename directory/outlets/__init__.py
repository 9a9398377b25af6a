"""Where does paper lie out, and when was each place last sent which edition?"""
