"""Which numbers of the model matter: a Morris screening of all parameters, on levels and on differences."""
