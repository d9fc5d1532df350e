"""What the city explains: services, procedures, rules, its units and how to reach them."""
