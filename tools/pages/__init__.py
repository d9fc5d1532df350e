"""Pages of the manual that are made from the code: ``make docs`` writes them, a test compares them."""
