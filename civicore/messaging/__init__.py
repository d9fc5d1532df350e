"""Messages to people: what they say, in which language, and by which channel they go."""
