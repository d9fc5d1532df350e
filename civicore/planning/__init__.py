"""What a change of the file would do to what exists, and doing exactly that."""
