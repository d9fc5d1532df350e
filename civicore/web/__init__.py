"""Pages: composition of areas, layout, forms, brand, errors and protection."""
