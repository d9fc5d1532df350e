"""Letters that people write to the city: fetched or typed in, sorted, worked by staff as a queue."""
