"""Who of the staff looked at records about people: told to the data officer once a week."""
