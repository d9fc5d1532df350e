"""Text messages: their length, the gateways that send them, what people write to the city."""
