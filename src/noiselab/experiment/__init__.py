"""What decides a result: data, noise, networks, random seeds, measures, recording."""
