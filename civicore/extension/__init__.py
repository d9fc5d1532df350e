"""How plugins join: hooks, the parts they return, the registry that loads them."""
