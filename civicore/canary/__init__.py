"""Health that does the citizen's work: each minute a booking that nobody made, and an alarm when it fails."""
