"""Booking a visit: free times, holds, confirmation, change and cancellation."""
