"""What decides a result: data, noise, networks, chance, measures, recording."""
