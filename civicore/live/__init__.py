"""News for screens: what one process tells, those who follow it in any process hear within a second."""
