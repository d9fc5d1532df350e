"""What failed in a way that nobody foresaw: told to staff at the desk and by mail, once a day for each place."""
