"""Where the city's records live: SQLite or PostgreSQL under one store, and what is delivered after commit."""
