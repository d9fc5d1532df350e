"""Document tracking: the stage of a document that is being made, and news of it."""
